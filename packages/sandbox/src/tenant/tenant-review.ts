import type { SandboxClock } from "../time/clock.js";
import type { Account } from "../engine/account.js";
import { iso } from "../time/iso.js";
import { approve, type CampaignRecord } from "../engine/registration.js";
import { activate } from "../engine/review.js";
import { describeKnown } from "../errors/describe-known.js";
import { SandboxError } from "../errors/sandbox-error.js";

/** The words that a campaign acts on. */
export interface CampaignKeywords {
  /** `STOP` is always among them. */
  optout?: readonly string[];
  /** Words that bring somebody back, such as `START`. */
  optin?: readonly string[];
  /** Words that are answered with instructions, such as `HELP`. */
  help?: readonly string[];
}

/** What Sendo, the carriers and the dashboard do, done by hand. */
export interface TenantReview {
  /**
   * Approves a campaign, as Sendo and the carriers do after days: it becomes `ACTIVE`, with fee and limits.
   *
   * @throws A {@link SandboxError} `option_invalid`: no campaign of this tenant has the id.
   */
  approveCampaign(id: string): void;
  /**
   * Rejects a campaign. What status Sendo then shows is not known: the API goes on showing `PENDING`, the control API tells.
   *
   * @throws A {@link SandboxError} `option_invalid`: no campaign of this tenant has the id, or it is approved already.
   */
  rejectCampaign(id: string, reason?: string): void;
  /**
   * Lets a number that was bought send.
   *
   * @throws A {@link SandboxError} `option_invalid`: it is no number of this tenant.
   */
  activateNumber(number: string): void;
  /**
   * Changes the words that a campaign acts on, as its settings page does; those not given stay.
   *
   * @throws A {@link SandboxError} `option_invalid`: no such campaign, no `STOP` among the words, or more than 20 of 1 to 30 characters.
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
      if (campaign.status === "ACTIVE") throw invalid("This campaign is approved already.");
      if (typeof reason !== "string" || reason.length > LONGEST_REASON) {
        throw invalid(`A reason is a text of at most ${LONGEST_REASON} characters.`);
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
        throw invalid("STOP cannot be removed from the words that opt out.");
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
  throw invalid(`Keywords are a list of 1 to ${MOST_WORDS} words of 1 to ${LONGEST_WORD} characters.`);
}

function invalid(text: string): SandboxError {
  return new SandboxError("option_invalid", text);
}
