import { referenceOf, type Account, type OptOut } from "../engine/account.js";
import type { Change, Changes } from "../engine/changes.js";
import type { Engine } from "../engine/engine.js";
import type { Lifecycle } from "../engine/lifecycle.js";
import type { MessageRecord } from "../engine/message-record.js";
import type { BrandRecord, CampaignRecord } from "../engine/registration.js";
import type { WebhookRecord } from "../engine/webhook-record.js";
import type { Journal } from "./journal.js";

type StoredCampaign = Omit<CampaignRecord, "pendingNumbers"> & { readonly pendingNumbers: readonly string[] };

/**
 * A line in the journal: an account's state, or a change to it. If several lines describe the same object, the last one
 * takes effect.
 */
export type StateEntry =
  | { readonly message: MessageRecord }
  /** Id of a message that a wait call has returned. */
  | { readonly returned: string }
  | { readonly optOut: OptOut }
  | { readonly optIn: Pick<OptOut, "campaign" | "number"> }
  /** All brands, campaigns and webhooks. These lists replace the previous ones. */
  | {
      readonly brands: readonly BrandRecord[];
      readonly campaigns: readonly StoredCampaign[];
      readonly webhooks: readonly WebhookRecord[];
    };

/** Restores an account's state from an earlier run, instead of the initial state. */
export function restoreAccount(account: Account, entries: readonly StateEntry[]): void {
  // Most messages have the same lifecycle, so messages with equal lifecycles share one object.
  const lifecycles = new Map<string, Lifecycle>();
  const returned = new Set<string>();
  for (const entry of entries) {
    if ("message" in entry) {
      const { lifecycle, ...rest } = entry.message;
      const key = JSON.stringify(lifecycle);
      if (!lifecycles.has(key)) lifecycles.set(key, lifecycle);
      account.addMessage({ ...rest, lifecycle: lifecycles.get(key)! });
    } else if ("returned" in entry) {
      returned.add(entry.returned);
    } else if ("optOut" in entry) {
      const { campaign, number, at } = entry.optOut;
      account.setOptedOut(campaign, number, true, Date.parse(at));
    } else if ("optIn" in entry) {
      account.setOptedOut(entry.optIn.campaign, entry.optIn.number, false, 0);
    } else {
      replace(account.brands, entry.brands);
      const withSet = (campaign: StoredCampaign): CampaignRecord => ({
        ...campaign,
        pendingNumbers: new Set(campaign.pendingNumbers),
      });
      replace(account.campaigns, entry.campaigns.map(withSet));
      replace(account.webhooks, entry.webhooks);
    }
  }
  for (const record of account.messages()) {
    if (returned.has(record.id)) account.returned.add(record);
    const reference = referenceOf(record.metadata);
    if (record.direction === "OUTBOUND" && reference !== undefined) account.countAccepted(reference);
  }
}

/** Resumes the pending steps of messages, campaigns and numbers from an earlier run. */
export function resumeAccount(account: Account, engine: Engine, neverReviewed: string): void {
  for (const record of account.messages()) engine.resume(account, record);
  for (const campaign of account.campaigns.values()) {
    for (const number of campaign.pendingNumbers) engine.review.number(account, campaign, number);
    const isWaiting = campaign.status === "PENDING" && campaign.rejection === undefined;
    if (isWaiting && campaign.id !== neverReviewed) engine.review.campaign(account, campaign);
  }
}

/** Returns an account's stored entries. */
export function* accountEntries(account: Account): Generator<StateEntry> {
  yield registrationEntry(account);
  for (const optOut of account.optOuts()) yield { optOut };
  for (const record of account.messages()) {
    yield { message: record };
    if (account.returned.has(record)) yield { returned: record.id };
  }
}

/** Writes each change to an account to the journal, until the returned function is called. */
export function keepAccount(account: Account, changes: Changes, journal: Journal<StateEntry>): () => void {
  let isStale = false;
  // A reset is announced before the account's initial state is restored. The microtask runs after the state has been
  // restored.
  const compactSoon = (): void => {
    if (isStale) return;
    isStale = true;
    queueMicrotask(() => {
      isStale = false;
      journal.compact();
    });
  };
  const write = ({ kind, data }: Change): void => {
    if (kind === "reset" || (kind === "message" && "removed" in data)) return compactSoon();
    if (kind === "message") {
      const record = account.message((data as MessageRecord).id);
      if (record !== undefined) journal.append({ message: record });
    } else if (kind === "optout") {
      const { optedOut, ...optOut } = data as OptOut & { readonly optedOut: boolean };
      journal.append(optedOut ? { optOut } : { optIn: optOut });
    } else if (kind === "campaign" || kind === "number" || kind === "webhook" || kind === "brand") {
      journal.append(registrationEntry(account));
    }
  };
  const stop = changes.subscribe((change) => {
    if (change.tenant === account.name) write(change);
  });
  const onReturned = (record: MessageRecord): void => journal.append({ returned: record.id });
  account.events.on("returned", onReturned);
  return () => {
    stop();
    account.events.off("returned", onReturned);
  };
}

function registrationEntry({ brands, campaigns, webhooks }: Account): StateEntry {
  return {
    brands: [...brands.values()],
    campaigns: [...campaigns.values()].map((campaign) => ({
      ...campaign,
      pendingNumbers: [...campaign.pendingNumbers],
    })),
    webhooks: [...webhooks.values()],
  };
}

function replace<T extends { readonly id: string }>(map: Map<string, T>, items: readonly T[]): void {
  map.clear();
  for (const item of items) map.set(item.id, item);
}
