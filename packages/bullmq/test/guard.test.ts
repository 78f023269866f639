import { createGuard } from "@sendo/core/guard";
import { describe, expect, test } from "vitest";
import { MESSAGE, next, QUICK, setUpLab } from "./support/lab.js";

const lab = setUpLab();
const STRANGER = { ...MESSAGE, to: "+13105550187" };

describe.runIf(lab.available)("the worker of a client with a guard", () => {
  test("sends to listed numbers only; another message ends as not-sent after one try", async () => {
    const requests: string[] = [];
    const sendo = lab.client({ guard: createGuard({ onlyTo: [MESSAGE.to] }) }, (request, pass) => {
      if (request.method === "POST") requests.push((JSON.parse(request.body!) as { to: string }).to);
      return pass();
    });
    const outbox = lab.outbox({ sendo });
    await outbox.enqueue(STRANGER, { idempotencyKey: "stranger" });
    await outbox.enqueue(MESSAGE, { idempotencyKey: "listed" });
    const heard = Promise.all([next(outbox, "not-sent"), next(outbox, "accepted")]);
    outbox.work();
    const [rejected, accepted] = await heard;
    expect(rejected).toMatchObject({ idempotencyKey: "stranger", state: "not-sent", attempts: 1 });
    expect(JSON.stringify(rejected)).toContain("guard_rejected");
    expect(accepted).toMatchObject({ idempotencyKey: "listed", state: "accepted" });
    expect(requests).toEqual([MESSAGE.to]);
  });

  test("sends to the number of redirectTo", async () => {
    const outbox = lab.outbox({ sendo: lab.client({ guard: createGuard({ redirectTo: MESSAGE.to }) }) });
    await outbox.enqueue(STRANGER, { idempotencyKey: "a" });
    const heard = next(outbox, "accepted");
    outbox.work();
    await heard;
    expect(
      lab
        .sandbox()
        .messages()
        .map(({ to }) => to),
    ).toEqual([MESSAGE.to]);
  });

  test("puts a message back without using up a try while the guard fails", async () => {
    const sendo = lab.client({ guard: { check: () => Promise.reject(new Error("the store is away")) } });
    const failing = lab.outbox({ sendo, retry: { ...QUICK.retry, attempts: 1 } });
    await failing.enqueue(MESSAGE, { idempotencyKey: "a" });
    failing.work();
    await expect.poll(() => failing.queues.messages.getDelayedCount(), { timeout: 10_000 }).toBe(1);
    expect(await failing.find("a")).toMatchObject({ attempts: 0 });
    expect(lab.sandbox().messages()).toEqual([]);
  });
});
