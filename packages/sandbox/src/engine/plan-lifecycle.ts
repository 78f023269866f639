import { givenOnly, type Resolved } from "../internal/resolved.js";
import type { Random } from "../internal/random.js";
import type { EventOrder, Lifecycle, Step } from "./lifecycle.js";

/** How long a message stays in each status, in milliseconds on the sandbox's clock. */
export interface DeliveryDelays {
  /** Time from `CREATED` to `QUEUED`, or to `FAILED` for a recipient who opted out. */
  queuedMs?: number | undefined;
  /** Time from `QUEUED` to `SENT`. */
  sentMs?: number | undefined;
  /** Time from `SENT` to `DELIVERED`. */
  deliveredMs?: number | undefined;
}

/**
 * How the sandbox delivers messages to ordinary numbers.
 *
 * - `instant`: messages become DELIVERED. Each status follows the previous one after a short delay, or immediately on a
 * manual clock. Nothing is random.
 * - `realistic`: statuses follow after random delays of a few seconds. A few messages stay SENT. A few events are sent
 * twice or out of order.
 * - `manual`: messages keep their status until it is changed manually. Nothing is random.
 */
export type Profile = "instant" | "realistic" | "manual";

/** @internal Time from SCHEDULED until the message is due. Sendo does not document a request field for setting this time. */
export const SCHEDULED_MS = 60 * 60_000;

/** @internal */
export const PROFILES: readonly Profile[] = ["instant", "realistic", "manual"];

// Probability of each irregularity in the `realistic` profile. These values are assumed, because the documentation says
// only that some messages stay SENT.
const STAYS_SENT = 0.03;
const EVENTS_TWICE = 0.02;
const EVENTS_OUT_OF_ORDER = 0.02;

const between = (leastMs: number, mostMs: number, draw: number): number =>
  Math.floor(leastMs + draw * (mostMs - leastMs + 1));

/**
 * @internal Returns the delays for one message. `realistic` draws three random numbers even if delays are
 * configured. Configured delays therefore do not change the numbers drawn later.
 */
export function drawDelays(
  profile: Profile,
  given: DeliveryDelays,
  manual: boolean,
  chance?: Random,
): Resolved<DeliveryDelays> {
  const usual = manual ? { queuedMs: 0, sentMs: 0, deliveredMs: 0 } : { queuedMs: 60, sentMs: 180, deliveredMs: 360 };
  if (profile !== "realistic" || chance === undefined) return { ...usual, ...givenOnly(given) };
  return {
    queuedMs: between(200, 800, chance.draw()),
    sentMs: between(500, 2000, chance.draw()),
    deliveredMs: between(1000, 6000, chance.draw()),
    ...givenOnly(given),
  };
}

/** @internal Returns the status changes of a delivered message. */
export function happyPath({ queuedMs, sentMs, deliveredMs }: Resolved<DeliveryDelays>): Step[] {
  return [
    { status: "QUEUED", afterMs: queuedMs },
    { status: "SENT", afterMs: sentMs },
    { status: "DELIVERED", afterMs: deliveredMs },
  ];
}

/** @internal Plans the lifecycle of a message to an ordinary number. Only `realistic` uses random numbers. */
export function planLifecycle(profile: Profile, delays: Resolved<DeliveryDelays>, chance?: Random): Lifecycle {
  const steps = happyPath(delays);
  const repliesAfterMs = delays.deliveredMs;
  if (profile === "manual") return { steps: [], events: "usual", repliesAfterMs };
  if (profile === "instant" || chance === undefined) return { steps, events: "usual", repliesAfterMs };
  const staysSent = chance.draw() < STAYS_SENT;
  const draw = chance.draw();
  const events: EventOrder =
    draw < EVENTS_TWICE ? "twice" : draw < EVENTS_TWICE + EVENTS_OUT_OF_ORDER ? "delivered-first" : "usual";
  return { steps: staysSent ? steps.slice(0, 2) : steps, events, repliesAfterMs };
}
