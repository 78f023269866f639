import type { CallOptions } from "../call/call-options.js";
import type { Caller, Operation } from "../call/operation.js";
import { isObject } from "../internal/is.js";
import { createError } from "../errors/create-error.js";

/**
 * A list whose pages are read while you iterate.
 *
 * @example
 * ```ts
 * for await (const message of sendo.messages.list({ campaign: "U7fQ39nX" })) console.log(message.id, message.status);
 * ```
 */
export interface Pager<T> extends AsyncIterable<T> {
  /** Iterates over whole pages. Each page requires one request. */
  pages(): AsyncIterable<readonly T[]>;
}

// If the list changes while it is being read, a page can consist entirely of items already seen. After this many such pages
// in a row, the pager assumes that the server ignores `skip`. Without this limit, the iteration would never end.
const MAX_STALE_PAGES = 50;

/**
 * Reads a list with `limit` and `skip`. Sendo documents neither the maximum `limit` nor the sort order, so only an empty page
 * marks the end of the list. `skip` increases by the number of items received. Items whose id has already been seen are
 * omitted.
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
      // The response might not match Sendo's documentation. An item that is not an object is dropped, and an item without an
      // id counts as new.
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
