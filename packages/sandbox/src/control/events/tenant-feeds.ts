import type { Changes } from "../../engine/changes.js";
import type { Account } from "../../engine/account.js";
import { realEpochMs, type SandboxClock } from "../../time/clock.js";
import { iso } from "../../time/iso.js";
import { EventFeed } from "./event-feed.js";

/** @internal The feeds that have been created so far. Each contains the changes from one tenant or from all tenants. */
export interface TenantFeeds {
  of(account: Account | "all"): EventFeed;
  /** Returns the total number of subscribers across all feeds. */
  listening(): number;
}

/** @internal Creates each feed on first use, so that a sandbox without subscribers does no work for feeds. */
export function createTenantFeeds(changes: Changes, clock: Pick<SandboxClock, "epochMs">): TenantFeeds {
  const feeds = new Map<Account | "all", EventFeed>();

  const follow = (account: Account | "all"): EventFeed => {
    // The start id is higher than any event id from an earlier run, so that a page cannot resume from an old id.
    const feed = new EventFeed(1000 * Math.floor(realEpochMs()));
    const stop = changes.subscribe((change) => {
      // Changes that do not belong to a tenant, such as a recorded request with a wrong key, are published in every feed.
      const isWanted = account === "all" || change.tenant === undefined || change.tenant === account.name;
      if (isWanted) feed.publish(change, iso(clock.epochMs()));
    });
    if (account === "all") return feed;
    account.events.once("closed", () => {
      stop();
      feeds.delete(account);
      feed.end();
    });
    return feed;
  };

  return {
    of(account) {
      let feed = feeds.get(account);
      if (feed === undefined) feeds.set(account, (feed = follow(account)));
      return feed;
    },
    listening: () => [...feeds.values()].reduce((sum, feed) => sum + feed.listening, 0),
  };
}
