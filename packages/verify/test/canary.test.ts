import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { inspect } from "node:util";
import type { SendoLogger } from "@sendo/core";
import { createGuard } from "@sendo/core/guard";
import { expect, onTestFinished, test } from "vitest";
import { createPumpingBreaker, createVerifier, memoryVerifyStore } from "../src/index.js";
import { SECRET, setUp, TO, wrong } from "./support/set-up.js";

const CHANNELS = ["call", "attempt", "retry", "rate-limited", "store-failed", "store-recovered"].map(
  (name) => `sendo:${name}`,
);
const TRACES = ["start", "end", "asyncStart", "asyncEnd", "error"].map((step) => `tracing:sendo:call:${step}`);

test("no log line, event, trace, error or printed object contains a code, number, body or secret", async () => {
  const seen: string[] = [];
  const show = (value: unknown): void => void seen.push(inspect(value, { depth: 10 }), JSON.stringify(value) ?? "");
  for (const channel of [...CHANNELS, ...TRACES]) {
    subscribe(channel, show);
    onTestFinished(() => void unsubscribe(channel, show));
  }
  const log = (...given: unknown[]): void => given.forEach(show);
  const logger: SendoLogger = { debug: log, info: log, warn: log, error: log };

  const store = memoryVerifyStore();
  const breaker = createPumpingBreaker({ counters: store.counters, unverified: 3 });
  const guard = createGuard({
    rules: [breaker.guard],
    budgets: [{ per: "recipient", segments: 1 }],
    store: store.counters,
  });
  const { verifier, fake, codes } = setUp({ store, breaker }, { guard, logger });
  const numbers = [TO, "+12065550143", "+12065550144", "+12065550145"];
  fake.next({ kind: "accepted-then", then: "reset" });
  for (const to of numbers) show(await verifier.start({ to, ip: "192.0.2.77" }));
  const sent = numbers.flatMap((to) => codes(to));
  expect(sent).toHaveLength(3);
  show(await verifier.check({ to: TO, code: wrong(sent[0]!) }));
  show(await verifier.check({ to: TO, code: sent[0]! }));
  for (const to of [TO, "+12065550188"]) {
    const body = "a body that nobody may see";
    show(await fake.client.messages.send({ to, body }).catch((error: unknown) => error));
  }
  for (const each of [verifier, breaker, store, guard, createVerifier]) show(each);

  const all = seen.join("\n").replaceAll("such as +12065550142", "");
  expect(all).toContain("guard_rejected");
  expect(seen.length).toBeGreaterThan(30);
  for (const canary of [...sent, wrong(sent[0]!), "5550142", "5550143", "5550145", "5550188", "nobody may see", SECRET])
    expect(all).not.toContain(canary);
});
