import { Sendo } from "../client.js";
import { REFERENCE_KEY } from "../sms/message.js";
import type { SendoOptions } from "../options/options.js";
import { FAKE_CAMPAIGN } from "./fake-account.js";
import { FakeTransport, type Fault, type SentText } from "./fake-transport.js";
import { VirtualClock } from "./virtual-clock.js";

/** What the fake has accepted. */
export interface Outbox {
  /** Every message that was accepted, the oldest first; also those whose answer was lost. */
  readonly sent: readonly SentText[];
  /** The latest one. Throws when there is none. */
  last(): SentText;
  /** Resolves when this many have been accepted. */
  waitFor(count: number): Promise<void>;
}

/** A client without a network, and what is behind it. */
export interface FakeSendo {
  /** The real client with the real limiter, classifier and repeats; only the transport is not real. */
  readonly client: Sendo;
  /** What the fake has accepted. */
  readonly outbox: Outbox;
  /** The client's time, which stands still until it is told to move. */
  readonly clock: VirtualClock;
  /** Requests that have left, rejected ones included. */
  readonly requests: number;
  /** How often a message with each reference was accepted. A value above 1 is a message sent twice. */
  readonly acceptedPerReference: ReadonlyMap<string, number>;
  /** Lets the next requests fail: each of these once, in this order, before further requests succeed. */
  next(fault: Fault, times?: number): void;
  /** Empties the outbox, and forgets what was created and faults that have not happened. */
  reset(): void;
}

/**
 * A Sendo client for unit tests: no network, no key, no time that passes by itself. What the client does with an answer is
 * the real thing. Behind it are all thirteen endpoints: what is sent or created can be read and listed again, the campaign
 * `fake-campaign` is there from the start, and webhooks get {@link TEST_WEBHOOK_TOKEN}. Use `@sendo/sandbox` where webhooks, opt-outs or HTTPS itself are what you test.
 *
 * Back-off without a named time is zero here, so that repeats need no clock; a `Retry-After` or a timeout does:
 * `await fake.clock.advance(60_000)`. Variables such as `SENDO_FROM` are not read: a test says what it means.
 *
 * @param options - As for {@link Sendo}. The rate limit is off unless you name `requestsPerSecond`.
 *
 * @example
 * ```ts
 * const fake = fakeSendo();
 * fake.next({ kind: "accepted-then", then: "reset" });
 * await fake.client.messages.send({ to: "+12065550142", body: "Hello" }).catch((error) => error.outcome); // "unknown"
 * fake.outbox.last().body; // "Hello": it was accepted all the same
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
    // Without the shell's variables: a SENDO_FROM there is not what the app under test has asked for.
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
        if (last === undefined) throw new Error("fakeSendo: nothing has been accepted yet");
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
