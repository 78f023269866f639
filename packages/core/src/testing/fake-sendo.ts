import { Sendo } from "../client.js";
import { REFERENCE_KEY } from "../sms/message.js";
import type { SendoOptions } from "../options/options.js";
import { FAKE_CAMPAIGN } from "./fake-account.js";
import { FakeTransport, type Fault, type SentText } from "./fake-transport.js";
import { VirtualClock } from "./virtual-clock.js";

/** Messages that the fake has accepted. */
export interface Outbox {
  /** Every accepted message, oldest first. The list includes messages whose response was lost. */
  readonly sent: readonly SentText[];
  /** The latest message. Throws if no message has been accepted. */
  last(): SentText;
  /** Resolves once `count` messages have been accepted. */
  waitFor(count: number): Promise<void>;
}

/** A client without a network, and its simulated backend. */
export interface FakeSendo {
  /** A real client with the real limiter, classifier and retries. Only its transport is simulated. */
  readonly client: Sendo;
  /** Messages that the fake has accepted. */
  readonly outbox: Outbox;
  /** The client's clock, which advances only when the test advances it. */
  readonly clock: VirtualClock;
  /** Number of requests made, including rejected ones. */
  readonly requests: number;
  /** Number of accepted messages for each reference. A value above 1 means that a message was sent more than once. */
  readonly acceptedPerReference: ReadonlyMap<string, number>;
  /** Makes upcoming requests fail. Each fault applies to one request. Faults apply in the order in which `next` was called. */
  next(fault: Fault, times?: number): void;
  /** Clears the outbox, all created objects and all pending faults. */
  reset(): void;
}

/**
 * Creates a Sendo client for unit tests. The client has a virtual clock and does not need a network or an API key. It handles
 * responses as a real client would. The fake implements all thirteen endpoints, so sent messages and created objects can be
 * read and listed. The campaign `fake-campaign` already exists, and new webhooks have the token {@link TEST_WEBHOOK_TOKEN}. To
 * test webhooks, opt-outs or HTTPS, use `@sendo/sandbox`.
 *
 * The random delay before retries is zero, so for most retries you do not have to advance the clock. To wait out a
 * `Retry-After` or reach a timeout, advance the clock: `await fake.clock.advance(60_000)`. Environment variables such as
 * `SENDO_FROM` are not read.
 *
 * @param options - Options for {@link Sendo}. The rate limit is off unless you set `requestsPerSecond`.
 *
 * @example
 * ```ts
 * const fake = fakeSendo();
 * fake.next({ kind: "accepted-then", then: "reset" });
 * await fake.client.messages.send({ to: "+12065550142", body: "Hello" }).catch((error) => error.outcome); // "unknown"
 * fake.outbox.last().body; // "Hello": it was accepted anyway
 * ```
 */
export function fakeSendo(options: Omit<SendoOptions, "transport" | "baseUrl" | "ca"> = {}): FakeSendo {
  const clock = new VirtualClock();
  const transport = new FakeTransport(clock);
  const client = new Sendo(
    {
      apiKey: "sandbox_fake",
      baseUrl: "https://127.0.0.1",
      campaign: FAKE_CAMPAIGN,
      requestsPerSecond: false,
      ...options,
      transport,
    },
    // A `SENDO_FROM` variable in the developer's shell must not affect the app under test.
    { clock, random: () => 0, environment: {} },
  );
  const waiting = new Set<{ count: number; resolve: () => void }>();
  transport.onSent = () => {
    for (const waiter of waiting) {
      if (transport.sent.length < waiter.count) continue;
      waiting.delete(waiter);
      waiter.resolve();
    }
  };
  return {
    client,
    clock,
    outbox: {
      get sent() {
        return [...transport.sent];
      },
      last() {
        const last = transport.sent.at(-1);
        if (last === undefined) throw new Error("fakeSendo has not accepted a message yet");
        return last;
      },
      waitFor: (count) =>
        transport.sent.length >= count
          ? Promise.resolve()
          : new Promise((resolve) => void waiting.add({ count, resolve })),
    },
    get requests() {
      return transport.requests;
    },
    get acceptedPerReference() {
      const counts = new Map<string, number>();
      for (const { metadata } of transport.sent) {
        const reference = metadata?.[REFERENCE_KEY];
        if (reference !== undefined) counts.set(reference, (counts.get(reference) ?? 0) + 1);
      }
      return counts;
    },
    next(fault, times = 1) {
      for (let i = 0; i < times; i += 1) transport.faults.push(fault);
    },
    reset() {
      transport.reset();
    },
  };
}
