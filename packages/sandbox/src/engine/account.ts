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

/** @internal The metadata key under which `@sendo/core` stores its reference. */
const REFERENCE_KEY = "sendo_ref";

/** @internal Returns the reference from a message's metadata. */
export function referenceOf(metadata: Readonly<Record<string, string>> | undefined): string | undefined {
  return metadata !== undefined && Object.hasOwn(metadata, REFERENCE_KEY) ? metadata[REFERENCE_KEY] : undefined;
}

/** A recipient who opted out of a campaign. */
export interface OptOut {
  /** Campaign id. The opt-out applies to all numbers in this campaign, but not to other campaigns. */
  readonly campaign: string;
  /** Phone number of the recipient. */
  readonly number: string;
  /** Time of the opt-out on the sandbox's clock, in ISO 8601 format. */
  readonly at: string;
}

interface AccountEvents {
  /** Emitted when a message is stored or its status changes. */
  message: [MessageRecord];
  /** Emitted when a wait call returns a message. */
  returned: [MessageRecord];
  reset: [];
  closed: [];
}

/** @internal State for one API key. It contains no references to other accounts. */
export class Account {
  readonly brands = new Map<string, BrandRecord>();
  readonly campaigns = new Map<string, CampaignRecord>();
  readonly webhooks = new Map<string, WebhookRecord>();
  readonly deliveries = new BoundedLog<Delivery>(DELIVERIES_KEPT);
  /** All events that have occurred, including those that no webhook received. */
  readonly raised = new BoundedLog<EventRecord>(EVENTS_KEPT);
  /** Random number sequences for the `realistic` profile, one for each recipient. */
  readonly lifecycleRandom: RandomBySubject;
  readonly faults: FaultRules;
  readonly events = new EventEmitter<AccountEvents>();
  #era = 0;
  #closed = false;
  /** Messages that a phone's wait calls have returned. Later calls do not return them again. */
  readonly returned = new WeakSet<MessageRecord>();
  readonly #messages = new BoundedMap<string, MessageRecord>(MESSAGES_KEPT);
  readonly #optOuts = new BoundedMap<string, OptOut>(OPT_OUTS_KEPT);
  readonly #acceptedPerReference = new BoundedMap<string, number>(REFERENCES_KEPT);

  constructor(
    /** Name in the request journal. The name does not reveal the key. */
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
    this.events.setMaxListeners(0); // each waiting phone adds a listener
  }

  addMessage(record: MessageRecord): void {
    this.#messages.set(record.id, record);
    this.messageChanged(record);
  }

  /**
   * Deletes a message along with its events and deliveries. If `id` is omitted, deletes all messages. Consent, webhooks
   * and faults are kept.
   */
  removeMessages(id?: string): void {
    const isMeant = (given: unknown): boolean => id === undefined || given === id;
    if (id === undefined) this.#messages.clear();
    else this.#messages.delete(id);
    this.raised.discard(({ record }) => isMeant(record.id));
    this.deliveries.discard(({ event }) => isMeant(event.message["id"]));
    this.announce("message", () => ({ removed: true, ...(id !== undefined && { id }) }));
  }

  /** Notifies pending wait calls and event feeds of the change. */
  messageChanged(record: MessageRecord): void {
    this.events.emit("message", record);
    this.announce("message", () => toMessage(record, this.errorCodeAs));
  }

  /** Converts a webhook to a {@link SandboxWebhook}. */
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

  /** Returns the messages, oldest first. */
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

  /** Whether the account is closed. */
  get closed(): boolean {
    return this.#closed;
  }

  close(): void {
    this.#closed = true;
    this.#era += 1; // work in flight checks the generation and stops if it has changed
    this.events.emit("closed");
  }

  /** A number that changes on every {@link reset}. Work in flight detects the change and stops. */
  get generation(): number {
    return this.#era;
  }

  /** Deletes all of the account's data. Pending waits continue. */
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

  /** Consent belongs to a campaign and applies to all its numbers. */
  setOptedOut(campaign: string, number: string, optedOut: boolean, epochMs: number): void {
    const key = `${campaign} ${number}`;
    this.#optOuts.delete(key);
    if (optedOut) this.#optOuts.set(key, { campaign, number, at: iso(epochMs) });
    this.announce("optout", () => ({ campaign, number, optedOut, at: iso(epochMs) }));
  }

  isOptedOut(campaign: string, number: string): boolean {
    return this.#optOuts.has(`${campaign} ${number}`);
  }

  /** Returns the opt-outs, oldest first. */
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
