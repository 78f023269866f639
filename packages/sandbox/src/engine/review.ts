import type { Account } from "./account.js";
import { approve, type CampaignRecord } from "./registration.js";

/**
 * How long reviews take, in milliseconds on the sandbox's clock. Reviews whose time is `undefined` are
 * decided manually.
 *
 * @internal
 */
export interface ReviewTimes {
  readonly campaignMs: number | undefined;
  readonly numberMs: number | undefined;
}

/** @internal Starts reviews of campaigns and numbers. */
export interface Review {
  campaign(account: Account, campaign: CampaignRecord): void;
  number(account: Account, campaign: CampaignRecord, number: string): void;
}

/** @internal */
export interface ReviewOptions {
  readonly times: ReviewTimes;
  /** Returns the current time in the API's format. */
  readonly now: () => string;
  readonly schedule: (account: Account, run: () => void, delayMs: number, what: string) => void;
}

/** @internal */
export function createReview({ times, now, schedule }: ReviewOptions): Review {
  return {
    campaign(account, campaign) {
      if (times.campaignMs === undefined) return;
      const run = (): void => {
        if (campaign.status === "ACTIVE" || campaign.rejection !== undefined) return; // already decided manually
        approve(campaign, now());
        account.campaignChanged(campaign);
      };
      schedule(account, run, times.campaignMs, `campaign ${campaign.id} is approved`);
    },
    number(account, campaign, number) {
      if (times.numberMs === undefined) return;
      if (times.numberMs === 0) activate(account, campaign, number);
      else
        schedule(account, () => activate(account, campaign, number), times.numberMs, `number ${number} becomes active`);
    },
  };
}

/** @internal Activates a number. */
export function activate(account: Account, campaign: CampaignRecord, number: string): void {
  campaign.pendingNumbers.delete(number);
  account.numberChanged(campaign, number);
}
