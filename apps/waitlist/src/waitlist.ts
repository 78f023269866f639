import { maskPhone, statusAdvances } from "@sendo/core";
import type { Party, PartyMessage, PartyView } from "./party.js";
import { readNewParty } from "./read-new-party.js";
import { WaitlistError } from "./waitlist-error.js";

/** Fields of a message that the list reads. All fields except the id may be missing, as in core's message schema. */
export interface StatusNews {
  readonly id?: string | undefined;
  readonly status?: string | undefined;
  readonly errorCode?: string | number | null | undefined;
}

const EARLY_NEWS = 1_000;
const OPTED_OUT = "1310";
const DID_NOT_ARRIVE: ReadonlySet<string> = new Set(["FAILED", "EXPIRED"]);

/**
 * The waitlist, in memory. It sends nothing and does not use HTTP. The app reports changes to it, and it returns the
 * parties to show.
 */
export class Waitlist {
  readonly #parties = new Map<string, Party>();
  readonly #byMessage = new Map<string, string>();
  // Statuses that arrived before their send returned.
  readonly #early = new Map<string, PartyMessage>();
  readonly #listeners = new Set<() => void>();
  #lastNumber = 0;

  /** Adds a party. @throws A {@link WaitlistError} 400 for invalid input, 409 if the number is already on the list. */
  join(body: unknown): PartyView {
    const input = readNewParty(body);
    if (this.#current(input.phone)) throw new WaitlistError(409, "This number is already on the list.");
    const party: Party = { id: `p${++this.#lastNumber}`, ...input, state: "waiting", optedOut: false };
    return this.#put(party);
  }

  /**
   * Marks a party as being called, so that two clicks send one message.
   *
   * @throws A {@link WaitlistError} 404, or 409 if a message is in flight, has arrived or may have arrived.
   */
  startCall(id: string): Party {
    const party = this.#get(id);
    if (party.state === "cancelled") throw new WaitlistError(409, "This party has cancelled.");
    if (
      party.message !== undefined &&
      party.message.status !== "NOT_SENT" &&
      !DID_NOT_ARRIVE.has(party.message.status)
    ) {
      throw new WaitlistError(409, "This party was already sent a message.");
    }
    this.#put({ ...party, message: { status: "SENDING" } });
    return party;
  }

  /** Records that the message was accepted. */
  called(id: string, messageId: string): PartyView {
    this.#byMessage.set(messageId, id);
    const message = this.#early.get(messageId) ?? { status: "CREATED", messageId };
    this.#early.delete(messageId);
    return this.#put({ ...this.#get(id), state: "called", message });
  }

  /** Records that the call failed. `unclear` means that the message may have been sent. */
  callFailed(id: string, unclear: boolean): PartyView {
    return this.#put({ ...this.#get(id), message: { status: unclear ? "UNCLEAR" : "NOT_SENT" } });
  }

  /** Handles a status event, which may be late, duplicated or out of order. */
  onStatus({ id: messageId, status, errorCode }: StatusNews): void {
    if (messageId === undefined || status === undefined) return;
    const message: PartyMessage = {
      status,
      messageId,
      ...(errorCode !== undefined && errorCode !== null && { errorCode: String(errorCode) }),
    };
    const partyId = this.#byMessage.get(messageId);
    if (partyId === undefined) {
      if (statusAdvances(this.#early.get(messageId)?.status, status)) this.#early.set(messageId, message);
      if (this.#early.size > EARLY_NEWS) this.#early.delete(this.#early.keys().next().value!);
      return;
    }
    const party = this.#get(partyId);
    if (party.message?.messageId !== messageId || !statusAdvances(party.message.status, status)) return;
    // A party whose message did not arrive has not been called.
    const state = party.state === "called" && DID_NOT_ARRIVE.has(status) ? "waiting" : party.state;
    this.#put({ ...party, state, message, optedOut: party.optedOut || message.errorCode === OPTED_OUT });
  }

  /** Handles a guest's reply: 1 to come, 2 to cancel. The host sees all other replies. */
  onReply(from: string | undefined, body: string | undefined): void {
    const party = from === undefined ? undefined : this.#current(from);
    if (party === undefined || body === undefined) return;
    const answer = party.state === "called" ? body.trim() : "";
    const state = answer === "1" ? "coming" : answer === "2" ? "cancelled" : party.state;
    this.#put({ ...party, state, reply: body.slice(0, 160) });
  }

  /** Records an opt-out. Sendo itself blocks further messages to the guest. */
  onOptOut(phone: string | undefined): void {
    for (const party of this.#parties.values()) {
      if (party.phone === phone && !party.optedOut) this.#put({ ...party, optedOut: true });
    }
  }

  /** Returns all parties in the order in which they arrived, for the page. */
  parties(): PartyView[] {
    return [...this.#parties.values()].map(toView);
  }

  /** Calls `listener` after each change. Returns a function that unsubscribes. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #get(id: string): Party {
    const party = this.#parties.get(id);
    if (party === undefined) throw new WaitlistError(404, "This party does not exist.");
    return party;
  }

  /** Returns the current party of a phone number. */
  #current(phone: string): Party | undefined {
    return [...this.#parties.values()].findLast((party) => party.phone === phone && party.state !== "cancelled");
  }

  #put(party: Party): PartyView {
    this.#parties.set(party.id, party);
    for (const listener of this.#listeners) listener();
    return toView(party);
  }
}

function toView(party: Party): PartyView {
  return { ...party, phone: maskPhone(party.phone) };
}
