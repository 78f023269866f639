import { givenOnly, type Resolved } from "../internal/resolved.js";
import type { Random } from "../internal/random.js";
import type { EventOrder, Lifecycle, Step } from "./lifecycle.js";

/** How long a message stays in each status, in milliseconds on the sandbox's clock. */
export interface DeliveryDelays {
  /** From accepted (`CREATED`) to `QUEUED`, or to `FAILED` for a recipient who opted out. */
  queuedMs?: number | undefined;
  /** From `QUEUED` to `SENT`. */
  sentMs?: number | undefined;
  /** From `SENT` to `DELIVERED`. */
  deliveredMs?: number | undefined;
}

/**
 * What becomes of messages to ordinary numbers.
 *
 * - `instant`: DELIVERED, each status after a short while, or at once on a manual clock. Exact.
 * - `realistic`: seconds apart, by chance; a few stay SENT for good, a few events come twice or out of order.
 * - `manual`: nothing, until a status is set by hand. Exact.
 */
export type Profile = "instant" | "realistic" | "manual";

/** @internal How long after it became SCHEDULED a message is due. No documented request field sets it. */
export const SCHEDULED_MS = 60 * 60_000;

/** @internal */
export const PROFILES: readonly Profile[] = ["instant", "realistic", "manual"];

// Shares of messages under `realistic`. Ours: the documents say only that some stay SENT.
const STAYS_SENT = 0.03;
const EVENTS_TWICE = 0.02;
const EVENTS_OUT_OF_ORDER = 0.02;

/** @internal Milliseconds from `leastMs` to `mostMs`, whole. */
const between = (leastMs: number, mostMs: number, draw: number): number =>
  Math.floor(leastMs + draw * (mostMs - leastMs + 1));

/** @internal How long each status lasts for one message. `realistic` draws three times, so that a series stays in step. */
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

/** @internal The way of a message that nothing goes wrong with. */
export function happyPath({ queuedMs, sentMs, deliveredMs }: Resolved<DeliveryDelays>): Step[] {
  return [
    { status: "QUEUED", afterMs: queuedMs },
    { status: "SENT", afterMs: sentMs },
    { status: "DELIVERED", afterMs: deliveredMs },
  ];
}

/** @internal The life of a message to an ordinary number. Only `realistic` draws. */
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
