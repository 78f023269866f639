import type { Duration } from "../time/duration.js";

/** What goes wrong with an answer of the API. */
export type ApiFault = "status" | "delay" | "reset" | "hang" | "half-body" | "lost" | "wrong-type";

/** What goes wrong with an event on its way to a webhook. */
export type WebhookFault = "outage" | "drop" | "duplicate" | "reorder" | "wrong-token";

/**
 * What goes wrong. With an answer of the API:
 *
 * - `status`: that status instead; nothing is accepted. 502 and 504 come as a gateway's HTML page.
 * - `reset`: the connection is reset (TCP's RST) instead; nothing is accepted.
 * - `hang`: never answered; nothing is accepted.
 * - `delay`: done at once, answered late.
 * - `half-body`: done, and half of the answer comes before the connection is closed.
 * - `lost`: done, and the connection is closed instead of the answer.
 * - `wrong-type`: done, and answered as `text/html`.
 *
 * With an event on its way to a webhook:
 *
 * - `outage`: an attempt does not reach the receiver, and counts as failed.
 * - `drop`: the event is never sent.
 * - `duplicate`: the event comes twice, with the same id.
 * - `reorder`: the event waits for the next one to that webhook, 30 seconds at most.
 * - `wrong-token`: an attempt has a wrong `X-Webhook-Token`.
 */
export type FaultEffect = ApiFault | WebhookFault;

/** When something is to go wrong, and what. Every condition that is given must hold. */
export interface FaultRule {
  /** What goes wrong. */
  readonly effect: FaultEffect;
  /** The status of `status`, 400 to 599. @defaultValue `500` */
  readonly status?: number | undefined;
  /** How late an answer is with `delay`, in real time, up to 10 minutes. @defaultValue `"3s"` */
  readonly delay?: Duration | undefined;
  /** The endpoint as the documents write it, such as `/v1/message/send`. @defaultValue all */
  readonly route?: string | undefined;
  /** The recipient of a send, or of the message that an event tells of. @defaultValue all */
  readonly number?: string | undefined;
  /** A webhook's id, for what goes wrong with events. @defaultValue all */
  readonly webhook?: string | undefined;
  /** How often at most. @defaultValue without end */
  readonly times?: number | undefined;
  /**
   * How likely, above 0 and up to 1. Drawn from the sandbox's seed, for each phone by itself: calls that run side by side have the
   * same fate in every run, in whichever order they arrive. What is in no order cannot repeat: calls about one phone share out
   * its draws as they arrive, as do reads of one endpoint; which call is the last of `times`; which one the limit refuses.
   *
   * @defaultValue `1`
   */
  readonly probability?: number | undefined;
  /** How long from now on the sandbox's clock. @defaultValue until it is removed */
  readonly for?: Duration | undefined;
}

/** A rule in force, or past. */
export interface ActiveFault {
  /** Such as `fault-1`; requests and attempts that it hit carry it as `faultId`. */
  readonly id: string;
  /** What goes wrong. */
  readonly effect: FaultEffect;
  /** The status of `status`. */
  readonly status?: number;
  /** How late an answer is with `delay`, in milliseconds of real time. */
  readonly delayMs?: number;
  /** The endpoint that it is for; absent for all. */
  readonly route?: string;
  /** The number that it is for; absent for all. */
  readonly number?: string;
  /** The id of the webhook that it is for; absent for all. */
  readonly webhook?: string;
  /** How often it hits at most; absent for no bound. */
  readonly times?: number;
  /** How likely it hits, 0 to 1. */
  readonly probability: number;
  /** ISO 8601, on the sandbox's clock. */
  readonly until?: string;
  /** How often it hit. */
  readonly hits: number;
  /** Whether it can still hit: neither used up nor past. */
  readonly active: boolean;
  /** The preset that it came with. */
  readonly preset?: string;
}
