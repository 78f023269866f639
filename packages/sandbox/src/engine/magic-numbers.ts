import type { Resolved } from "../internal/resolved.js";
import type { FaultEffect } from "../faults/fault-rule.js";
import { failureOf } from "./failure-codes.js";
import type { Lifecycle } from "./lifecycle.js";
import { happyPath, SCHEDULED_MS, type DeliveryDelays } from "./plan-lifecycle.js";

/** A number whose last four digits determine what happens to a message sent to it. */
export interface MagicNumber {
  /** Last four digits of the number, or a range such as `1000-9999`. */
  readonly suffix: string;
  /** What happens to a message sent to this number. */
  readonly outcome: string;
  /**
   * What the number affects: the `delivery`, the recipient's `reply`, the `webhook` events, or the API's `answer` to
   * the send request.
   */
  readonly kind: "delivery" | "reply" | "webhook" | "answer";
  /** A complete number. */
  readonly example: string;
}

/**
 * Prefixes of the magic numbers. A prefix is followed by `555` and the suffix. All prefixes are equivalent, and
 * there are several so that parallel tests can use different numbers.
 */
export const MAGIC_PREFIXES: readonly string[] = [
  "+1500",
  "+1521",
  "+1522",
  "+1525",
  "+1526",
  "+1527",
  "+1528",
  "+1529",
  "+1533",
  "+1544",
  "+1566",
  "+1577",
  "+1588",
];

type Plan = (usual: Lifecycle, delays: Resolved<DeliveryDelays>, suffix: string) => Lifecycle;

interface Row {
  readonly suffix: string;
  readonly outcome: string;
  readonly kind: MagicNumber["kind"];
  readonly plan?: Plan;
  readonly answer?: { readonly effect: FaultEffect; readonly status?: number; readonly delayMs?: number };
}

const HALF_HOUR_MS = 30 * 60_000;
const SLOW_ANSWER_MS = 8000;

const delivery = (suffix: string, outcome: string, plan?: Plan): Row => ({
  suffix,
  outcome,
  kind: "delivery",
  ...(plan !== undefined && { plan }),
});

const reply = (suffix: string, outcome: string, replies: Lifecycle["replies"] & object): Row => ({
  suffix,
  outcome,
  kind: "reply",
  plan: (usual) => ({ ...usual, replies }),
});

const webhook = (suffix: string, outcome: string, plan: Plan): Row => ({ suffix, outcome, kind: "webhook", plan });

const status = (code: number, what: string): Row => ({
  suffix: `0${code}`,
  outcome: `The send request returns ${code}${what}. The message is not accepted.`,
  kind: "answer",
  answer: { effect: "status", status: code },
});

const ROWS: readonly Row[] = [
  delivery(
    "1000-9999",
    "FAILED with these four digits as the errorCode. Error code 1310 does not opt the recipient out.",
    (usual, { queuedMs, sentMs }, suffix) => ({
      ...usual,
      steps: [
        { status: "QUEUED", afterMs: queuedMs },
        { status: "FAILED", afterMs: sentMs, failure: failureOf(Number(suffix)) },
      ],
    }),
  ),
  delivery("0000", "DELIVERED."),
  delivery("0001", "Stays SENT indefinitely.", (usual) => ({ ...usual, steps: usual.steps.slice(0, 2) })),
  delivery("0002", "SENT, then DELIVERED half an hour later.", (usual, delays) => ({
    ...usual,
    steps: happyPath({ ...delays, deliveredMs: HALF_HOUR_MS }),
  })),
  delivery("0003", "QUEUED, then EXPIRED.", (usual, { queuedMs, sentMs }) => ({
    ...usual,
    steps: [
      { status: "QUEUED", afterMs: queuedMs },
      { status: "EXPIRED", afterMs: sentMs },
    ],
  })),
  delivery("0004", "DELIVERED, then READ.", (usual, { deliveredMs }) => ({
    ...usual,
    steps: [...usual.steps, { status: "READ", afterMs: deliveredMs }],
  })),
  delivery("0005", "SENT, then FAILED with error code 1009.", (usual, { deliveredMs }) => ({
    ...usual,
    steps: [...usual.steps.slice(0, 2), { status: "FAILED", afterMs: deliveredMs, failure: failureOf(1009) }],
  })),
  delivery("0006", "SCHEDULED for an hour, then DELIVERED.", (usual, delays) => ({
    ...usual,
    steps: [{ status: "SCHEDULED", afterMs: delays.queuedMs }, ...happyPath({ ...delays, queuedMs: SCHEDULED_MS })],
  })),
  reply("0010", "DELIVERED, then the recipient replies.", [{ body: "Thanks, I will be there." }]),
  reply("0011", "DELIVERED, then the recipient replies with a picture.", [
    { body: "Look at this", mediaUrls: ["https://media.example/reply.jpg"] },
  ]),
  reply("0012", "DELIVERED, then the recipient replies STOP. The event is sent, but the recipient is not opted out.", [
    { body: "STOP" },
  ]),
  reply("0013", "DELIVERED, then the recipient replies START.", [{ body: "START" }]),
  reply("0014", "DELIVERED, then the recipient replies HELP.", [{ body: "HELP" }]),
  reply("0015", "DELIVERED, then the recipient sends three replies in a row.", [
    { body: "Wait" },
    { body: "I mean" },
    { body: "Yes please" },
  ]),
  webhook("0020", "The DELIVERED event comes before the SENT event.", (usual) => ({
    ...usual,
    events: "delivered-first",
  })),
  webhook("0021", "Each event is sent twice with the same id.", (usual) => ({ ...usual, events: "twice" })),
  webhook("0022", "Each status change is sent twice with different event ids.", (usual) => ({
    ...usual,
    events: "two-ids",
  })),
  webhook("0023", "The first event is sent before the response to the send request.", (usual) => ({
    ...usual,
    early: true,
  })),
  webhook("0024", "Each event is sent with a wrong token, then with the right token.", (usual) => ({
    ...usual,
    events: "wrong-token-first",
  })),
  webhook("0025", "No events are sent.", (usual) => ({ ...usual, events: "none" })),
  webhook(
    "0026",
    "DELIVERED, then FAILED with error code 1009. The two statuses contradict each other.",
    (usual, { deliveredMs }) => ({
      ...usual,
      steps: [...usual.steps, { status: "FAILED", afterMs: deliveredMs, failure: failureOf(1009) }],
    }),
  ),
  status(400, ""),
  status(401, ""),
  status(403, ""),
  status(404, ""),
  status(429, " with no requests remaining"),
  status(500, ""),
  status(502, " with a gateway's HTML page"),
  status(503, ""),
  status(504, " with a gateway's HTML page"),
  {
    suffix: "0590",
    outcome: "The connection is closed without a response. The message is not accepted.",
    kind: "answer",
    answer: { effect: "reset" },
  },
  {
    suffix: "0591",
    outcome: "No response is sent. The message is not accepted.",
    kind: "answer",
    answer: { effect: "hang" },
  },
  {
    suffix: "0592",
    outcome: "The message is accepted. Half of the response is sent, then the connection is closed.",
    kind: "answer",
    answer: { effect: "half-body" },
  },
  {
    suffix: "0593",
    outcome: "The message is accepted. The response is sent after 8 seconds of real time.",
    kind: "answer",
    answer: { effect: "delay", delayMs: SLOW_ANSWER_MS },
  },
  {
    suffix: "0599",
    outcome: "The message is accepted. The connection is closed without a response.",
    kind: "answer",
    answer: { effect: "lost" },
  },
];

/**
 * Phone numbers whose last four digits select what happens to a message. These numbers work only in the sandbox and
 * have no lasting effect.
 *
 * @example
 * ```ts
 * await sendo.messages.send({ to: "+15005551330", body: "Hello" }); // accepted, then FAILED with 1330
 * ```
 */
export const MAGIC_NUMBERS: readonly MagicNumber[] = ROWS.map(({ suffix, outcome, kind }) => ({
  suffix,
  outcome,
  kind,
  example: `${MAGIC_PREFIXES[0]}555${suffix === "1000-9999" ? "1330" : suffix}`,
}));

const BY_SUFFIX: ReadonlyMap<string, Row> = new Map(ROWS.map((row) => [row.suffix, row]));

/** @internal Effect of a magic number. */
export interface Magic {
  readonly suffix: string;
  readonly answer: Row["answer"];
  /** Plans the lifecycle of an accepted message. */
  plan(usual: Lifecycle, delays: Resolved<DeliveryDelays>): Lifecycle;
}

/** @internal */
export function magicOf(number: string): Magic | undefined {
  const suffix = MAGIC_PREFIXES.includes(number.slice(0, 5)) ? /^555(\d{4})$/.exec(number.slice(5))?.[1] : undefined;
  if (suffix === undefined) return undefined;
  const row = BY_SUFFIX.get(suffix >= "1000" ? "1000-9999" : suffix);
  return {
    suffix,
    answer: row?.answer,
    plan: (usual, delays) => row?.plan?.(usual, delays, suffix) ?? usual,
  };
}
