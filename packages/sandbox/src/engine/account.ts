import { EventEmitter } from "node:events";
import type { SandboxClock } from "../time/clock.js";
import { RandomBySubject } from "../internal/random-by-subject.js";
import { FaultRules } from "../faults/fault-rules.js";
import type { ChangeKind, Changes } from "./changes.js";
import type { Ids } from "../internal/ids.js";
import { BoundedLog } from "../internal/bounded-log.js";
import { BoundedMap } from "../internal/bounded-map.js";
import { campaignView, numberView, type BrandRecord, type CampaignRecord, type NumberView } from "./registration.js";
import { toMessage, type MessageRecord } from "./message-record.js";
import { iso } from "../time/iso.js";
import type { Delivery } from "./delivery.js";
import type { EventRecord } from "./event.js";
import { toSandboxWebhook, type SandboxWebhook, type WebhookRecord } from "./webhook-record.js";

const MESSAGES_KEPT = 10_000;
const DELIVERIES_KEPT = 10_000;
const EVENTS_KEPT = 10_000;
const REFERENCES_KEPT = 200_000;
const OPT_OUTS_KEPT = 100_000;

/** @internal The metadata key under which `@sendo/core` stamps its reference. */
const REFERENCE_KEY = "sendo_ref";

/** @internal The reference in a message's metadata. */
export function referenceOf(metadata: Readonly<Record<string, string>> | undefined): string | undefined {
  return metadata !== undefined && Object.hasOwn(metadata, REFERENCE_KEY) ? metadata[REFERENCE_KEY] : undefined;
}

/** Somebody who texted STOP, and no START since. */
export interface OptOut {
  /** The campaign that it concerns: all its numbers, and no other campaign. */
  readonly campaign: string;
  /** The phone. */
  readonly number: string;
  /** ISO 8601, on the sandbox's clock. */
  readonly at: string;
}

interface AccountEvents {
  /** A message was stored, or its status changed. */
  message: [MessageRecord];
  /** A wait has returned a message. */
  returned: [MessageRecord];
  reset: [];
  closed: [];
}

/** @internal Everything that belongs to one API key. Nothing in here refers to another account. */
export class Account {
  readonly brands = new Map<string, BrandRecord>();
  readonly campaigns = new Map<string, CampaignRecord>();
  readonly webhooks = new Map<string, WebhookRecord>();
  readonly deliveries = new BoundedLog<Delivery>(DELIVERIES_KEPT);
  /** Whether or not a webhook heard of them. */
  readonly raised = new BoundedLog<EventRecord>(EVENTS_KEPT);
  /** For what becomes of messages under a profile with chance in it, by the phone that they are for. */
  readonly lifecycleRandom: RandomBySubject;
  readonly faults: FaultRules;
  readonly events = new EventEmitter<AccountEvents>();
  #era = 0;
  #closed = false;
  /** Texts that a phone's wait has returned: no other wait of any phone returns them. */
  readonly returned = new WeakSet<MessageRecord>();
  readonly #messages = new BoundedMap<string, MessageRecord>(MESSAGES_KEPT);
  readonly #optOuts = new BoundedMap<string, OptOut>(OPT_OUTS_KEPT);
  readonly #acceptedPerReference = new BoundedMap<string, number>(REFERENCES_KEPT);

  constructor(
    /** Appears in the request journal; says nothing about the key. */
    readonly name: string,
    readonly apiKey: string,
    readonly ids: Ids,
    readonly changes: Changes,
    private readonly errorCodeAs: "number" | "string",
    clock: Pick<SandboxClock, "epochMs">,
  ) {
    this.lifecycleRandom = new RandomBySubject(ids.random("life"));
    this.faults = new FaultRules({
      random: (name) => ids.random(name),
      clock,
      changed: () => this.announce("faults", () => ({ rules: this.faults.list() })),
    });
    this.events.setMaxListeners(0); // one for each waiting phone
  }

  addMessage(record: MessageRecord): void {
    this.#messages.set(record.id, record);
    this.messageChanged(record);
  }

  /** Deletes messages with their events and deliveries; all of them without `id`. Consent, webhooks and faults stay. */
  removeMessages(id?: string): void {
    const isMeant = (given: unknown): boolean => id === undefined || given === id;
    if (id === undefined) this.#messages.clear();
    else this.#messages.delete(id);
    this.raised.discard(({ record }) => isMeant(record.id));
    this.deliveries.discard(({ event }) => isMeant(event.message["id"]));
    this.announce("message", () => ({ removed: true, ...(id !== undefined && { id }) }));
  }

  /** Tells whoever waits or watches. */
  messageChanged(record: MessageRecord): void {
    this.events.emit("message", record);
    this.announce("message", () => toMessage(record, this.errorCodeAs));
  }

  /** A webhook as the sandbox's own users see it. */
  showWebhook(record: WebhookRecord): SandboxWebhook {
    return toSandboxWebhook(record, this.faults.ofWebhook(record.id));
  }

  webhookChanged(record: WebhookRecord): void {
    this.announce("webhook", () => this.showWebhook(record));
  }

  announce(kind: ChangeKind, show: () => object): void {
    this.changes.announce(kind, this.name, show);
  }

  message(id: string): MessageRecord | undefined {
    return this.#messages.get(id);
  }

  /** Oldest first. */
  messages(): MessageRecord[] {
    return [...this.#messages.values()];
  }

  delivery(id: string): Delivery | undefined {
    return this.deliveries.toArray().find((delivery) => delivery.id === id);
  }

  countAccepted(reference: string): void {
    const counts = this.#acceptedPerReference;
    counts.set(reference, (counts.get(reference) ?? 0) + 1);
  }

  acceptedPerReference(): Map<string, number> {
    return new Map(this.#acceptedPerReference.entries());
  }

  /** Whether its waits were told to end: nothing will come any more. */
  get closed(): boolean {
    return this.#closed;
  }

  close(): void {
    this.#closed = true;
    this.#era += 1; // what was in flight stops where it is
    this.events.emit("closed");
  }

  /** Another number after every {@link reset}: what began before must change nothing afterwards. */
  get generation(): number {
    return this.#era;
  }

  /** Forgets everything that happened and everything that exists. Those who wait for a text go on waiting. */
  reset(): void {
    this.#era += 1;
    for (const kept of [this.brands, this.campaigns, this.webhooks, this.deliveries, this.raised]) kept.clear();
    this.#messages.clear();
    this.faults.off();
    this.#optOuts.clear();
    this.#acceptedPerReference.clear();
    this.events.emit("reset");
    this.announce("reset", () => ({}));
  }

  /** Consent belongs to a campaign: what holds for one number of it holds for all. */
  setOptedOut(campaign: string, number: string, optedOut: boolean, epochMs: number): void {
    const key = `${campaign} ${number}`;
    this.#optOuts.delete(key);
    if (optedOut) this.#optOuts.set(key, { campaign, number, at: iso(epochMs) });
    this.announce("optout", () => ({ campaign, number, optedOut, at: iso(epochMs) }));
  }

  isOptedOut(campaign: string, number: string): boolean {
    return this.#optOuts.has(`${campaign} ${number}`);
  }

  /** Oldest first. */
  optOuts(): OptOut[] {
    return [...this.#optOuts.values()];
  }

  campaignChanged(campaign: CampaignRecord): void {
    this.announce("campaign", () => campaignView(campaign));
  }

  numberChanged(campaign: CampaignRecord, number: string): void {
    this.announce("number", () => numberView(campaign, number));
  }

  numbers(): NumberView[] {
    return [...this.campaigns.values()].flatMap((campaign) =>
      campaign.numbers.map((number) => numberView(campaign, number)),
    );
  }

  campaignOfNumber(number: string): CampaignRecord | undefined {
    for (const campaign of this.campaigns.values()) if (campaign.numbers.includes(number)) return campaign;
    return undefined;
  }
}
