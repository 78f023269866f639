import type { Duration } from "../time/duration.js";

/** Faults that affect API calls. */
export type ApiFault = "status" | "delay" | "reset" | "hang" | "half-body" | "lost" | "wrong-type";

/** Faults that affect webhook delivery. */
export type WebhookFault = "outage" | "drop" | "duplicate" | "reorder" | "wrong-token";

/**
 * Effect of a fault rule. Effects on the API:
 *
 * - `status`: the API returns the rule's `status`, and no message is accepted. For statuses 502 and 504, the response
 * body is a gateway's HTML page.
 * - `reset`: the connection is reset with TCP RST, and no message is accepted.
 * - `hang`: the API never responds, and no message is accepted.
 * - `delay`: the request is executed immediately, but the response is delayed.
 * - `half-body`: the request is executed, but the connection is closed after half of the response has been sent.
 * - `lost`: the request is executed, but the connection is closed without a response.
 * - `wrong-type`: the request is executed, but the response has the content type `text/html`.
 *
 * Effects on webhook delivery:
 *
 * - `outage`: delivery attempts do not reach the receiver and count as failed.
 * - `drop`: the event is never sent.
 * - `duplicate`: the event is sent twice with the same id.
 * - `reorder`: the event is held until the webhook's next event has been sent for the first time. It is held for at most
 * 30 seconds.
 * - `wrong-token`: delivery attempts use the wrong `X-Webhook-Token`.
 */
export type FaultEffect = ApiFault | WebhookFault;

/** A fault rule. A call or an event must meet all of the rule's conditions. */
export interface FaultRule {
  /** Effect of the rule. */
  readonly effect: FaultEffect;
  /** Status for the `status` effect, from 400 to 599. @defaultValue `500` */
  readonly status?: number | undefined;
  /** Delay for the `delay` effect, in real time. The maximum is 10 minutes. @defaultValue `"3s"` */
  readonly delay?: Duration | undefined;
  /** Documented endpoint that the rule applies to, such as `/v1/message/send`. @defaultValue all endpoints */
  readonly route?: string | undefined;
  /**
   * Phone number that the rule applies to. In an API call, this is the message's recipient. In an event about
   * an incoming message, it is the sender. In any other event, it is the recipient.
   *
   * @defaultValue all phone numbers
   */
  readonly number?: string | undefined;
  /** Id of the webhook that the rule applies to. Allowed only with an effect that applies to events. @defaultValue all webhooks */
  readonly webhook?: string | undefined;
  /** Maximum number of times that the rule can take effect. @defaultValue no maximum */
  readonly times?: number | undefined;
  /**
   * Probability that the rule takes effect, greater than 0 and at most 1. Random draws depend on the sandbox's seed and
   * on the phone number. Concurrent calls for different phone numbers therefore get the same results in every
   * run.
   *
   * Results can differ between runs in these cases:
   *
   * - Several concurrent calls involve the same phone number.
   * - Several concurrent read requests go to the same endpoint.
   * - The rule sets `times`, and several concurrent calls compete for its remaining uses.
   * - Calls reach the rate limit.
   *
   * @defaultValue `1`
   */
  readonly probability?: number | undefined;
  /**
   * How long the rule lasts after you add it, on the sandbox's clock.
   *
   * @defaultValue no limit: the rule lasts until you remove it
   */
  readonly for?: Duration | undefined;
}

/** An active or expired rule. */
export interface ActiveFault {
  /** Rule id, such as `fault-1`. Requests and attempts affected by the rule have this id as their `faultId`. */
  readonly id: string;
  /** Effect of the rule. */
  readonly effect: FaultEffect;
  /** Status that the `status` effect returns. */
  readonly status?: number;
  /** Delay for the `delay` effect, in milliseconds of real time. */
  readonly delayMs?: number;
  /** Endpoint that the rule applies to. Absent if the rule applies to all endpoints. */
  readonly route?: string;
  /** Phone number that the rule applies to. Absent if the rule applies to all numbers. */
  readonly number?: string;
  /** Id of the webhook that the rule applies to. Absent if the rule applies to all webhooks. */
  readonly webhook?: string;
  /** Maximum number of times that the rule can take effect. Absent if there is no maximum. */
  readonly times?: number;
  /** Probability that the rule takes effect, greater than 0 and at most 1. */
  readonly probability: number;
  /** ISO 8601 time at which the rule ends, on the sandbox's clock. Absent if the rule has no time limit. */
  readonly until?: string;
  /** How many times the rule has taken effect so far. */
  readonly hits: number;
  /** Whether the rule can still take effect. */
  readonly active: boolean;
  /** Preset that added the rule. */
  readonly preset?: string;
}
