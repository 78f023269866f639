import { SEARCH_FIELDS } from "../../model/search.js";
import { hrefOf } from "../../router/route.js";
import { go } from "../../router/use-route.js";
import { Icon } from "../../ui/icon.js";

/** The address contains the search, so that it can be bookmarked and shared. */
export function SearchField({ query, selected }: { readonly query: string; readonly selected: string | undefined }) {
  return (
    <div className="search" role="search">
      <Icon name="search" />
      <input
        type="search"
        value={query}
        placeholder="Search"
        aria-label="Search all messages"
        aria-describedby="search-hint"
        data-search=""
        onChange={(event) => go(hrefOf("inbox", selected, { q: event.target.value }), { replace: true })}
      />
      <p className="search-hint" id="search-hint">
        {SEARCH_FIELDS.map((field) => (
          <code key={field}>{field}:</code>
        ))}
        <span>
          <code>-</code> excludes
        </span>
      </p>
    </div>
  );
}
