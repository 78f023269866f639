import { EventEmitter } from "node:events";
import type { Ids } from "../ids.js";
import { BoundedLog } from "./bounded-log.js";
import type { BrandRecord, CampaignRecord } from "./registration.js";
import type { MessageRecord } from "./message-record.js";
import type { Delivery } from "./delivery.js";
import type { RaisedEvent } from "./event.js";
import type { WebhookRecord } from "./webhook-record.js";

const MESSAGES_KEPT = 10_000;
const DELIVERIES_KEPT = 10_000;
const EVENTS_KEPT = 10_000;
const REFERENCES_KEPT = 200_000;

/** @internal The metadata key under which `@sendo/core` stamps its reference. */
export const REFERENCE_KEY = "sendo_ref";

interface AccountEvents {
  /** A message was stored, or its status changed. */
  message: [MessageRecord];
  closed: [];
}

/** @internal Everything that belongs to one API key. Nothing in here refers to another account. */
export class Account {
  readonly brands = new Map<string, BrandRecord>();
  readonly campaigns = new Map<string, CampaignRecord>();
  readonly webhooks = new Map<string, WebhookRecord>();
  readonly deliveries = new BoundedLog<Delivery>(DELIVERIES_KEPT);
  /** Whether or not a webhook heard of them. */
  readonly raised = new BoundedLog<RaisedEvent>(EVENTS_KEPT);
  readonly events = new EventEmitter<AccountEvents>();
  #era = 0;
  #closed = false;
  readonly #messages = new Map<string, MessageRecord>();
  readonly #optedOut = new Set<string>();
  readonly #acceptedPerReference = new Map<string, number>();

  constructor(
    /** Appears in the request journal; says nothing about the key. */
    readonly name: string,
    readonly apiKey: string,
    readonly ids: Ids,
  ) {
    this.events.setMaxListeners(0); // one for each waiting handset
  }

  addMessage(record: MessageRecord): void {
    this.#messages.set(record.id, record);
    if (this.#messages.size > MESSAGES_KEPT) {
      const [oldest] = this.#messages.keys();
      this.#messages.delete(oldest!);
    }
    this.events.emit("message", record);
  }

  message(id: string): MessageRecord | undefined {
    return this.#messages.get(id);
  }

  /** Oldest first. */
  messages(): MessageRecord[] {
    return [...this.#messages.values()];
  }

  countAccepted(reference: string): void {
    const counts = this.#acceptedPerReference;
    counts.set(reference, (counts.get(reference) ?? 0) + 1);
    if (counts.size > REFERENCES_KEPT) counts.delete(counts.keys().next().value!);
  }

  acceptedPerReference(): Map<string, number> {
    return new Map(this.#acceptedPerReference);
  }

  /** Whether its waits were told to end: nothing will come any more. */
  get closed(): boolean {
    return this.#closed;
  }

  close(): void {
    this.#closed = true;
    this.events.emit("closed");
  }

  /** Another number after every {@link forget}: what began before must change nothing afterwards. */
  get era(): number {
    return this.#era;
  }

  /** Forgets everything that happened and everything that exists. Those who wait for a text go on waiting. */
  forget(): void {
    this.#era += 1;
    for (const kept of [this.brands, this.campaigns, this.webhooks, this.deliveries, this.raised]) kept.clear();
    this.#messages.clear();
    this.#optedOut.clear();
    this.#acceptedPerReference.clear();
  }

  /** Consent belongs to a campaign: what holds for one number of it holds for all. */
  setOptedOut(campaignId: string, phone: string, optedOut: boolean): void {
    const key = `${campaignId} ${phone}`;
    if (optedOut) this.#optedOut.add(key);
    else this.#optedOut.delete(key);
  }

  isOptedOut(campaignId: string, phone: string): boolean {
    return this.#optedOut.has(`${campaignId} ${phone}`);
  }

  campaignOfNumber(number: string): CampaignRecord | undefined {
    for (const campaign of this.campaigns.values()) if (campaign.numbers.includes(number)) return campaign;
    return undefined;
  }
}
