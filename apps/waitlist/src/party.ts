/** Where a party is on its way to the table. */
export type PartyState = "waiting" | "called" | "coming" | "cancelled";

/**
 * What became of the text that calls a party: Sendo's own status once it has one, and before that
 *
 * - `SENDING`: the request is on its way;
 * - `NOT_SENT`: it certainly did not go out, the host may call again;
 * - `UNCLEAR`: it may have gone out (outcome `unknown`), so nobody sends it again by machine.
 */
export interface PartyText {
  readonly status: string;
  /** Sendo's id of the message, once it was accepted. */
  readonly messageId?: string;
  /** Why it failed, such as 1310: the guest has opted out. */
  readonly errorCode?: string;
}

/** One party on the list. */
export interface Party {
  readonly id: string;
  readonly name: string;
  readonly size: number;
  /** E.164. Never leaves the server: the page sees {@link PartyView.phone}. */
  readonly phone: string;
  readonly state: PartyState;
  readonly text?: PartyText;
  /** The guest's last words. */
  readonly reply?: string;
  /** The guest has texted STOP. */
  readonly optedOut: boolean;
}

/** A party as the page sees it: the number is masked. */
export type PartyView = Party;
