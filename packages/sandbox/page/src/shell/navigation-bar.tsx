import { hrefOf, type Route } from "../router/route.js";
import { Icon } from "../ui/icon.js";
import { PLACES, type Place } from "./navigation.js";
import { NavigationFoot } from "./navigation-foot.js";

// The number of items that fit next to "More" on a phone.
const FIRST_PLACES = 4;

/** Links to all screens. */
export function Navigation({
  route,
  unread,
  problems,
}: {
  readonly route: Route;
  readonly unread: number;
  readonly problems: number;
}) {
  const item = (place: Place, className: string) => (
    <a
      key={place.screen}
      className={className}
      href={hrefOf(place.screen)}
      aria-current={place.screen === route.screen ? "page" : undefined}
    >
      <Icon name={place.icon} />
      <span>{place.label}</span>
      {place.screen === "inbox" && <Count of={unread} what="unread" />}
      {place.screen === "problems" && <Count of={problems} what="found" kind="warn" />}
    </a>
  );
  return (
    <nav className="nav" aria-label="Screens">
      <p className="brand">
        <img src="/icon.svg" alt="" width="24" height="24" />
        <span>
          Sendo <em>sandbox</em>
        </span>
      </p>
      <div className="nav-list">
        {PLACES.slice(0, FIRST_PLACES).map((place) => item(place, "nav-item"))}
        {PLACES.slice(FIRST_PLACES).map((place) => item(place, "nav-item only-wide"))}
        <button type="button" className="nav-item only-narrow" popoverTarget="nav-more">
          <Icon name="more" />
          <span>More</span>
          <Count of={problems} what="problems" kind="warn" />
        </button>
      </div>
      <div className="nav-more" id="nav-more" popover="auto" onClick={(event) => event.currentTarget.hidePopover()}>
        {PLACES.slice(FIRST_PLACES).map((place) => item(place, "nav-item"))}
      </div>
      <NavigationFoot />
    </nav>
  );
}

function Count({ of, what, kind }: { readonly of: number; readonly what: string; readonly kind?: "warn" }) {
  if (of === 0) return null;
  return (
    <span className="count" data-kind={kind}>
      {of > 99 ? "99+" : of}
      <span className="sr-only"> {what}</span>
    </span>
  );
}
