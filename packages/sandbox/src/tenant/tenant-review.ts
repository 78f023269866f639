import type { SandboxClock } from "../time/clock.js";
import type { Account } from "../engine/account.js";
import { iso } from "../time/iso.js";
import { approve, type CampaignRecord } from "../engine/registration.js";
import { activate } from "../engine/review.js";
import { describeKnown } from "../errors/describe-known.js";
import { SandboxError } from "../errors/sandbox-error.js";

/** A campaign's keywords. */
export interface CampaignKeywords {
  /** Opt-out keywords, which must include `STOP`. */
  optout?: readonly string[];
  /** Opt-in keywords, such as `START`. */
  optin?: readonly string[];
  /** Help keywords, such as `HELP`. */
  help?: readonly string[];
}

/** Actions that Sendo, the carriers or the dashboard would perform. */
export interface TenantReview {
  /**
   * Approves a campaign, as Sendo and the carriers do after a few days. It becomes `ACTIVE` and gets a fee and limits.
   *
   * @throws A {@link SandboxError} with code `option_invalid` if this tenant has no campaign with this id.
   */
  approveCampaign(id: string): void;
  /**
   * Rejects a campaign. The API continues to return `PENDING`, because we do not know Sendo's name for this status.
   * In the control API, the campaign's review state is `rejected`.
   *
   * @throws A {@link SandboxError} with code `option_invalid` if this tenant has no campaign with this id, or the campaign is
   * already approved.
   */
  rejectCampaign(id: string, reason?: string): void;
  /**
   * Activates a purchased number, so that messages can be sent from it.
   *
   * @throws A {@link SandboxError} with code `option_invalid` if the number does not belong to this tenant.
   */
  activateNumber(number: string): void;
  /**
   * Changes a campaign's keywords, as you would on the campaign's settings page. Omitted keywords stay unchanged. Each
   * list contains 1 to 20 keywords of 1 to 30 characters.
   *
   * @throws A {@link SandboxError} with code `option_invalid` if the campaign does not exist, a list is invalid, or the
   * opt-out list does not include `STOP`.
   */
  setKeywords(id: string, keywords: CampaignKeywords): void;
}

const MOST_WORDS = 20;
const LONGEST_WORD = 30;
const LONGEST_REASON = 500;

/** @internal */
export function createTenantReview(account: Account, clock: Pick<SandboxClock, "epochMs">): TenantReview {
  const campaignWith = (id: string): CampaignRecord => {
    const campaign = account.campaigns.get(id);
    if (campaign === undefined)
      throw invalid(`No campaign of this tenant has this id. ${describeKnown(account.campaigns.keys())}`);
    return campaign;
  };
  return {
    approveCampaign(id) {
      const campaign = campaignWith(id);
      approve(campaign, iso(clock.epochMs()));
      account.campaignChanged(campaign);
    },
    rejectCampaign(id, reason = "") {
      const campaign = campaignWith(id);
      if (campaign.status === "ACTIVE") throw invalid("This campaign is already approved.");
      if (typeof reason !== "string" || reason.length > LONGEST_REASON) {
        throw invalid(`The reason must be a string of at most ${LONGEST_REASON} characters.`);
      }
      campaign.rejection = reason;
      campaign.updatedAt = iso(clock.epochMs());
      account.campaignChanged(campaign);
    },
    activateNumber(number) {
      const campaign = account.campaignOfNumber(number);
      if (campaign === undefined)
        throw invalid(
          `No campaign of this tenant has this number. ${describeKnown(account.numbers().map((each) => each.number))}`,
        );
      activate(account, campaign, number);
    },
    setKeywords(id, { optout, optin, help }) {
      const campaign = campaignWith(id);
      for (const words of [optout, optin, help]) if (words !== undefined) checkWords(words);
      if (optout !== undefined && !optout.some((word) => word.toUpperCase() === "STOP")) {
        throw invalid("STOP cannot be removed from the opt-out keywords.");
      }
      campaign.details = {
        ...campaign.details,
        ...(optout !== undefined && { optoutKeywords: [...optout] }),
        ...(optin !== undefined && { optinKeywords: [...optin] }),
        ...(help !== undefined && { helpKeywords: [...help] }),
      };
      campaign.updatedAt = iso(clock.epochMs());
      account.campaignChanged(campaign);
    },
  };
}

function checkWords(words: readonly string[]): void {
  const isWord = (word: unknown): boolean =>
    typeof word === "string" && word.trim() === word && word !== "" && word.length <= LONGEST_WORD;
  if (Array.isArray(words) && words.length > 0 && words.length <= MOST_WORDS && words.every(isWord)) return;
  throw invalid(`Keywords must be a list of 1 to ${MOST_WORDS} words, each 1 to ${LONGEST_WORD} characters long.`);
}

function invalid(message: string): SandboxError {
  return new SandboxError("option_invalid", message);
}
