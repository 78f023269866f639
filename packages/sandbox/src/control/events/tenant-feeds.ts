import type { Changes } from "../../engine/changes.js";
import type { Account } from "../../engine/account.js";
import type { SandboxClock } from "../../time/clock.js";
import { iso } from "../../time/iso.js";
import { EventFeed } from "./event-feed.js";

/** @internal The feeds of all tenants that somebody has looked at. */
export interface TenantFeeds {
  of(account: Account): EventFeed;
  /** How many follow one of them. */
  listening(): number;
}

/** @internal A feed begins when it is first asked for, so a sandbox without a page does no work for one. */
export function createTenantFeeds(changes: Changes, clock: Pick<SandboxClock, "epochMs">): TenantFeeds {
  const feeds = new Map<Account, EventFeed>();

  const follow = (account: Account): EventFeed => {
    const feed = new EventFeed();
    const stop = changes.subscribe(({ kind, tenant: name, data }) => {
      // What concerns all, and a request with a missing or wrong key: whoever looks for their own wants to see it.
      if (name === undefined || name === account.name) feed.publish(kind, data, iso(clock.epochMs()));
    });
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
