import type { Account } from "./account.js";
import { approve, type CampaignRecord } from "./registration.js";

/**
 * How long Sendo and the carriers take, in milliseconds on the sandbox's clock; `undefined`: until somebody decides.
 *
 * @internal
 */
export interface ReviewTimes {
  readonly campaignMs: number | undefined;
  readonly numberMs: number | undefined;
}

/** @internal What becomes of campaigns and numbers that wait for a decision. */
export interface Review {
  /** Begins it for a new campaign. */
  campaign(account: Account, campaign: CampaignRecord): void;
  /** Begins it for a number that was bought. */
  number(account: Account, campaign: CampaignRecord, number: string): void;
}

/** @internal */
export interface ReviewOptions {
  readonly times: ReviewTimes;
  /** The moment as the API writes it. */
  readonly now: () => string;
  readonly schedule: (account: Account, run: () => void, delayMs: number, what: string) => void;
}

/** @internal */
export function createReview({ times, now, schedule }: ReviewOptions): Review {
  return {
    campaign(account, campaign) {
      if (times.campaignMs === undefined) return;
      const run = (): void => {
        if (campaign.status === "ACTIVE" || campaign.rejection !== undefined) return; // decided by hand meanwhile
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

/** @internal Lets a number send. */
export function activate(account: Account, campaign: CampaignRecord, number: string): void {
  campaign.pendingNumbers.delete(number);
  account.numberChanged(campaign, number);
}
