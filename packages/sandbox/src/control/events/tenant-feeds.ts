import type { Changes } from "../../engine/changes.js";
import type { Account } from "../../engine/account.js";
import { realEpochMs, type SandboxClock } from "../../time/clock.js";
import { iso } from "../../time/iso.js";
import { EventFeed } from "./event-feed.js";

/** @internal The feeds of all tenants that somebody has looked at. */
export interface TenantFeeds {
  of(account: Account | "all"): EventFeed;
  /** How many follow one of them. */
  listening(): number;
}

/** @internal A feed begins when it is first asked for, so a sandbox without a page does no work for one. */
export function createTenantFeeds(changes: Changes, clock: Pick<SandboxClock, "epochMs">): TenantFeeds {
  const feeds = new Map<Account | "all", EventFeed>();

  const follow = (account: Account | "all"): EventFeed => {
    // A page that followed another run until a moment ago must not take its place in that one for one in this.
    const feed = new EventFeed(1000 * Math.floor(realEpochMs()));
    const stop = changes.subscribe((change) => {
      // What concerns all, and a request with a missing or wrong key: whoever looks for their own wants to see it.
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
