import { createGuard } from "@sendo/core/guard";
import { expect, test } from "vitest";
import { createPumpingBreaker, createVerifier, memoryVerifyStore, type CodeMessage } from "../src/index.js";
import { asWord, SECRET, setUp, TO, wrong } from "./support/set-up.js";
import { witness } from "./support/witness.js";

test("no log line, event, trace, error or printed object contains a code, number, body or secret", async () => {
  const { seen, show, logger } = witness();

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
  const outbox = { enqueue: () => Promise.reject(new Error("down")) };
  const message = ({ code, locale }: CodeMessage): string => (locale === undefined ? code : locale.padEnd(161) + code);
  const others = [
    setUp({ client: undefined, outbox }).verifier.start({ to: TO }),
    setUp({ message }).verifier.start({ to: TO, locale: "a body that nobody may see" }),
    setUp({ message }).verifier.start({ to: TO, locale: "", ip: "192.0.2.77:443" }),
  ];
  for (const each of others) show(await each.catch((error: unknown) => error));
  for (const each of [verifier, breaker, store, guard, createVerifier]) show(each);

  const all = seen.join("\n").replaceAll("such as +12065550142", "");
  expect(all).toContain("guard_rejected");
  expect(seen.length).toBeGreaterThan(30);
  for (const code of [...sent, wrong(sent[0]!)]) expect(all).not.toMatch(asWord(code));
  for (const canary of ["5550142", "5550143", "5550145", "5550188", "192.0.2.77", "nobody may see", SECRET])
    expect(all).not.toContain(canary);
});
