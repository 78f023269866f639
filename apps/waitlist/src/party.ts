export type PartyState = "waiting" | "called" | "coming" | "cancelled";

/**
 * Status of the message that calls a party. It is Sendo's status, or before that:
 *
 * - `SENDING`: the request is in flight.
 * - `NOT_SENT`: the message was definitely not sent, so the host may call again.
 * - `UNCLEAR`: the message may have been sent (outcome `unknown`), so the app does not send it again.
 */
export interface PartyMessage {
  readonly status: string;
  /** Sendo's message id, set when the message was accepted. */
  readonly messageId?: string;
  /** Failure code, such as 1310 for a guest who has opted out. */
  readonly errorCode?: string;
}

export interface Party {
  readonly id: string;
  readonly name: string;
  readonly size: number;
  /** Phone number in E.164. It stays on the server, and the page gets {@link PartyView.phone}. */
  readonly phone: string;
  readonly state: PartyState;
  readonly message?: PartyMessage;
  /** Last message of the guest. */
  readonly reply?: string;
  /** Whether the guest has texted STOP. */
  readonly optedOut: boolean;
}

/** A party for the page, with a masked number. */
export type PartyView = Party;
