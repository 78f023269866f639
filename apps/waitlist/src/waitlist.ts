import { maskPhone, statusAdvances } from "@sendo/core";
import type { Party, PartyText, PartyView } from "./party.js";
import { readNewParty } from "./read-new-party.js";
import { WaitlistError } from "./waitlist-error.js";

/** The part of a message that the list reads. Everything but the id may be missing: see core's message schema. */
export interface StatusNews {
  readonly id?: string | undefined;
  readonly status?: string | undefined;
  readonly errorCode?: string | number | null | undefined;
}

const EARLY_NEWS = 1_000;
const OPTED_OUT = "1310";
const DID_NOT_ARRIVE: ReadonlySet<string> = new Set(["FAILED", "EXPIRED"]);

/**
 * The list, in memory. It knows nothing of HTTP and sends nothing: the app tells it what happened, and it says who is to
 * be shown how.
 */
export class Waitlist {
  readonly #parties = new Map<string, Party>();
  readonly #byMessage = new Map<string, string>();
  // A status can arrive before the send that caused it has returned.
  readonly #early = new Map<string, PartyText>();
  readonly #listeners = new Set<() => void>();
  #lastNumber = 0;

  /** Puts a party on the list. @throws A {@link WaitlistError} 400 for bad input, 409 when the number is on it already. */
  join(body: unknown): PartyView {
    const input = readNewParty(body);
    if (this.#current(input.phone)) throw new WaitlistError(409, "This number is on the list already.");
    const party: Party = { id: `p${++this.#lastNumber}`, ...input, state: "waiting", optedOut: false };
    return this.#put(party);
  }

  /**
   * Takes the right to text a party, so that two clicks are one text.
   *
   * @throws A {@link WaitlistError} 404; 409 when a text is under way, has arrived, or may have: that is for a person to ask.
   */
  startCall(id: string): Party {
    const party = this.#get(id);
    if (party.state === "cancelled") throw new WaitlistError(409, "This party has cancelled.");
    if (party.text !== undefined && party.text.status !== "NOT_SENT" && !DID_NOT_ARRIVE.has(party.text.status)) {
      throw new WaitlistError(409, "This party was texted already.");
    }
    this.#put({ ...party, text: { status: "SENDING" } });
    return party;
  }

  /** The text was accepted. */
  called(id: string, messageId: string): PartyView {
    this.#byMessage.set(messageId, id);
    const text = this.#early.get(messageId) ?? { status: "CREATED", messageId };
    this.#early.delete(messageId);
    return this.#put({ ...this.#get(id), state: "called", text });
  }

  /** The text was not accepted; `unclear` when it may have gone out all the same. */
  callFailed(id: string, unclear: boolean): PartyView {
    return this.#put({ ...this.#get(id), text: { status: unclear ? "UNCLEAR" : "NOT_SENT" } });
  }

  /** Sendo tells of a message's status: repeated, late and out of order as it may be. */
  onStatus({ id: messageId, status, errorCode }: StatusNews): void {
    if (messageId === undefined || status === undefined) return;
    const text: PartyText = {
      status,
      messageId,
      ...(errorCode !== undefined && errorCode !== null && { errorCode: String(errorCode) }),
    };
    const partyId = this.#byMessage.get(messageId);
    if (partyId === undefined) {
      if (statusAdvances(this.#early.get(messageId)?.status, status)) this.#early.set(messageId, text);
      if (this.#early.size > EARLY_NEWS) this.#early.delete(this.#early.keys().next().value!);
      return;
    }
    const party = this.#get(partyId);
    if (party.text?.messageId !== messageId || !statusAdvances(party.text.status, status)) return;
    // A text that did not arrive calls nobody.
    const state = party.state === "called" && DID_NOT_ARRIVE.has(status) ? "waiting" : party.state;
    this.#put({ ...party, state, text, optedOut: party.optedOut || text.errorCode === OPTED_OUT });
  }

  /** A guest has answered: 1 to come, 2 to cancel. Other words are shown to the host. */
  onReply(from: string | undefined, body: string | undefined): void {
    const party = from === undefined ? undefined : this.#current(from);
    if (party === undefined || body === undefined) return;
    const answer = party.state === "called" ? body.trim() : "";
    const state = answer === "1" ? "coming" : answer === "2" ? "cancelled" : party.state;
    this.#put({ ...party, state, reply: body.slice(0, 160) });
  }

  /** A guest has texted STOP. Sendo blocks further texts by itself; the list only shows it. */
  onOptOut(phone: string | undefined): void {
    for (const party of this.#parties.values()) {
      if (party.phone === phone && !party.optedOut) this.#put({ ...party, optedOut: true });
    }
  }

  /** Everybody, in the order of arrival, as the page may see them. */
  parties(): PartyView[] {
    return [...this.#parties.values()].map(toView);
  }

  /** Calls `listener` after each change. Returns the way out. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #get(id: string): Party {
    const party = this.#parties.get(id);
    if (party === undefined) throw new WaitlistError(404, "There is no such party.");
    return party;
  }

  /** The party that a guest with this number is in now. */
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
