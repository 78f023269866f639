import type { Duration } from "../time/duration.js";

/** Faults in an API response. */
export type ApiFault = "status" | "delay" | "reset" | "hang" | "half-body" | "lost" | "wrong-type";

/** Faults in the delivery of an event to a webhook. */
export type WebhookFault = "outage" | "drop" | "duplicate" | "reorder" | "wrong-token";

/**
 * Effect of a fault rule. Effects on the API:
 *
 * - `status`: the API returns this status, and no message is accepted. 502 and 504 return a gateway's HTML page.
 * - `reset`: the connection is reset with TCP RST, and no message is accepted.
 * - `hang`: the API never responds, and no message is accepted.
 * - `delay`: the request is executed immediately, but the response is delayed.
 * - `half-body`: the request is executed. Half of the response is sent, and then the connection is closed.
 * - `lost`: the request is executed, but the connection is closed without a response.
 * - `wrong-type`: the request is executed. The response has the content type `text/html`.
 *
 * Effects on the delivery of events to webhooks:
 *
 * - `outage`: an attempt does not reach the receiver and counts as failed.
 * - `drop`: the event is never sent.
 * - `duplicate`: the event is sent twice with the same id.
 * - `reorder`: the event is held until the next event to the same webhook has been attempted, for at most 30 seconds.
 * - `wrong-token`: an attempt has the wrong `X-Webhook-Token`.
 */
export type FaultEffect = ApiFault | WebhookFault;

/** A fault rule. A call or an event must meet all of the rule's conditions. */
export interface FaultRule {
  /** Effect of the rule. */
  readonly effect: FaultEffect;
  /** Status for the `status` effect, from 400 to 599. @defaultValue `500` */
  readonly status?: number | undefined;
  /** Delay of the response for the `delay` effect, in real time, up to 10 minutes. @defaultValue `"3s"` */
  readonly delay?: Duration | undefined;
  /** Documented endpoint, such as `/v1/message/send`. @defaultValue all endpoints */
  readonly route?: string | undefined;
  /** Recipient of the send, or of the message in an event. @defaultValue all recipients */
  readonly number?: string | undefined;
  /** Webhook id, for effects on events. @defaultValue all webhooks */
  readonly webhook?: string | undefined;
  /** Maximum number of hits. @defaultValue no maximum */
  readonly times?: number | undefined;
  /**
   * Probability of a hit, greater than 0 and at most 1. Draws depend on the sandbox's seed and on the phone, so concurrent calls
   * about different phones get the same result in every run. Results can differ between runs for concurrent calls about
   * the same phone, for concurrent reads of the same endpoint, for the last hits of `times`, and for calls at the rate
   * limit.
   *
   * @defaultValue `1`
   */
  readonly probability?: number | undefined;
  /** How long the rule lasts on the sandbox's clock, starting now. @defaultValue until the rule is removed */
  readonly for?: Duration | undefined;
}

/** An active or expired rule. */
export interface ActiveFault {
  /** Rule id, such as `fault-1`. Requests and attempts affected by the rule have this id as their `faultId`. */
  readonly id: string;
  /** Effect of the rule. */
  readonly effect: FaultEffect;
  /** Status for the `status` effect. */
  readonly status?: number;
  /** Delay for the `delay` effect, in milliseconds of real time. */
  readonly delayMs?: number;
  /** Endpoint that the rule applies to. Absent if the rule applies to all endpoints. */
  readonly route?: string;
  /** Phone number that the rule applies to. Absent if the rule applies to all numbers. */
  readonly number?: string;
  /** Id of the webhook that the rule applies to. Absent if the rule applies to all webhooks. */
  readonly webhook?: string;
  /** Maximum number of hits. Absent if there is no maximum. */
  readonly times?: number;
  /** Probability of a hit, from 0 to 1. */
  readonly probability: number;
  /** Time at which the rule ends, on the sandbox's clock, in ISO 8601 format. */
  readonly until?: string;
  /** Number of hits so far. */
  readonly hits: number;
  /** Whether the rule can still take effect. */
  readonly active: boolean;
  /** Preset that added the rule. */
  readonly preset?: string;
}
