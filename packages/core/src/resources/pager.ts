import type { CallOptions } from "../call/call-options.js";
import type { Caller, Operation } from "../call/operation.js";
import { isObject } from "../internal/is.js";
import { createError } from "../errors/create-error.js";

/**
 * A list that is read page by page while you iterate.
 *
 * @example
 * ```ts
 * for await (const message of sendo.messages.list({ campaign: "U7fQ39nX" })) console.log(message.id, message.status);
 * ```
 */
export interface Pager<T> extends AsyncIterable<T> {
  /** The same, a page at a time; one request for each page. */
  pages(): AsyncIterable<readonly T[]>;
}

// Items that move while we read make a page of nothing but known ones possible; this many in a row mean that the server
// does not heed `skip`, and would go on for ever.
const MAX_STALE_PAGES = 50;

/**
 * Reads a list by `limit` and `skip`. Neither the greatest `limit` nor the order of a list is documented, so a short page
 * proves nothing: only an empty one ends the list, `skip` grows by what has really arrived, and an item whose id has come
 * before is left out.
 */
export function createPager<T extends { id: string }>(
  call: Caller,
  describe: (page: { skip: number }) => Operation<readonly T[]>,
  firstSkip: () => number,
  options: CallOptions | undefined,
): Pager<T> {
  async function* pages(): AsyncGenerator<readonly T[]> {
    const seen = new Set<string>();
    let skip = firstSkip();
    let stalePages = 0;
    for (;;) {
      const at = skip;
      const page = await call(() => describe({ skip: at }), options);
      if (page.length === 0) return;
      // Sendo's list can contain anything: an item that is not an object is left out, one without an id is always new.
      const fresh = page.filter((item) => isObject(item) && !(typeof item.id === "string" && seen.has(item.id)));
      for (const { id } of fresh) seen.add(id);
      skip += page.length;
      stalePages = fresh.length === 0 ? stalePages + 1 : 0;
      if (stalePages >= MAX_STALE_PAGES) throw createError({ code: "unreadable_response", attempts: 1 });
      if (fresh.length > 0) yield fresh;
    }
  }
  return {
    pages,
    async *[Symbol.asyncIterator]() {
      for await (const page of pages()) yield* page;
    },
  };
}
