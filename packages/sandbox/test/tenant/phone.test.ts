import { describe, expect, test } from "vitest";
import { startSandbox } from "../../src/index.js";
import { call, send } from "../support/api-client.js";

const ANN = "+12065550142";

describe("a phone without a number", () => {
  test("gets another made-up one each time, which nothing was ever sent to", async () => {
    await using sandbox = await startSandbox({ clock: "manual", requestsPerSecond: false });
    await send(sandbox, { to: "+12015550100" });
    const numbers = Array.from({ length: 300 }, () => sandbox.phone().number);
    expect(new Set(numbers).size).toBe(300);
    expect(numbers).not.toContain("+12015550100");
    expect(numbers.every((number) => /^\+1\d{3}55501\d\d$/.test(number))).toBe(true);
    expect(sandbox.phone(numbers[0])).toBe(sandbox.phone(numbers[0]));
    const own = [sandbox, ...Array.from({ length: 40 }, () => sandbox.tenant())].flatMap(({ numbers }) => numbers);
    expect(own.filter((number) => numbers.includes(number))).toEqual([]);
  });

  test("and what waits have returned stays returned, however many phones are named in between", async () => {
    await using sandbox = await startSandbox({ clock: "manual", requestsPerSecond: false });
    const ann = sandbox.phone(ANN);
    await send(sandbox, { body: "first" });
    await ann.waitFor(/./);
    await send(sandbox, { body: "second" });
    for (let index = 0; index < 1001; index += 1) sandbox.phone(`+1206556${String(index).padStart(4, "0")}`);
    const again = sandbox.phone(ANN);
    expect(again).not.toBe(ann); // which was forgotten
    expect(again.messages()).toEqual(ann.messages());
    expect((await again.waitFor(/./)).message.body).toBe("second");
    await ann.expectNothing();
  });

  test("may be one of before once the tenant starts over", async () => {
    await using sandbox = await startSandbox({ clock: "manual" });
    const [first, second] = [sandbox.phone(), sandbox.phone()];
    sandbox.reset();
    expect([sandbox.phone().number, sandbox.phone().number]).toEqual([first.number, second.number]);
  });

  test("says so when all are used", async () => {
    await using sandbox = await startSandbox({ clock: "manual" });
    for (let count = 0; count < 1500; count += 1) sandbox.phone();
    expect(() => sandbox.phone()).toThrow(/all 1500 generated numbers/);
    expect(sandbox.tenant().phone().number).toBe("+12015550100");
  });
});

describe("a wait that ends without a message says why", () => {
  const failureOf = async (wait: Promise<unknown>): Promise<string[]> =>
    (
      await wait.then(
        () => "arrived",
        (error: unknown) => (error as Error).message,
      )
    ).split("\n");

  test("nothing was sent: with the tenant's key, that is", async () => {
    await using sandbox = await startSandbox({ clock: "manual" });
    const other = sandbox.tenant();
    await send(other);
    await call(
      { clientOptions: { ...sandbox.clientOptions, apiKey: "sandbox_of_yesterday" } },
      "POST",
      "/v1/message/send",
      {},
    );
    expect(await failureOf(sandbox.phone(ANN).waitFor(/code (\d+)/, { timeoutMs: 0 }))).toEqual([
      `No message that matches /code (\\d+)/ reached ${ANN} within 0 ms.`,
      "No message was sent to this phone.",
      "No send request has used this tenant's key.",
      "Problems with these requests:",
      expect.stringMatching(/^ {2}1x wrong_key: /),
    ]);
    // What others do wrong is no answer for a tenant that was asked with its own key.
    expect(await failureOf(other.phone("+12065550143").waitFor(/nothing/, { timeoutMs: 0 }))).toEqual([
      "No message that matches /nothing/ reached +12065550143 within 0 ms.",
      "No message was sent to this phone.",
    ]);
  });

  test("sends were refused", async () => {
    await using sandbox = await startSandbox({ clock: "manual" });
    await call(sandbox, "POST", "/v1/message/send", { campaign: sandbox.campaign, to: "206", body: "Hi" });
    await call(sandbox, "POST", "/v1/message/send", { campaign: sandbox.campaign, to: "206", body: "Hi" });
    sandbox.faults.add({ effect: "status", status: 503, times: 1 });
    await call(sandbox, "POST", "/v1/message/send", { campaign: sandbox.campaign, to: ANN, body: "Hi" });
    expect(await failureOf(sandbox.phone(ANN).waitFor(/./, { timeoutMs: 0 }))).toEqual([
      `No message that matches /./ reached ${ANN} within 0 ms.`,
      "No message was sent to this phone.",
      "3 of 3 sends were not accepted: 400 (2x), 503 (1x).",
      "Problems with these requests:",
      expect.stringMatching(/^ {2}2x bad_request: POST \/v1\/message\/send returned 400: "to" must be a phone number/),
    ]);
  });

  test("a message almost matches, or is pending on a frozen clock", async () => {
    await using sandbox = await startSandbox({ clock: "manual", delays: { sentMs: 60_000 } });
    await send(sandbox, { body: "Your CODE is 1" });
    expect(await failureOf(sandbox.phone(ANN).waitFor(/code/, { timeoutMs: 0 }))).toEqual([
      expect.any(String),
      "Messages to this phone, oldest first:",
      '  QUEUED  "Your CODE is 1"  (differs only in case)',
      "The clock is frozen. Call clock.next() or clock.advance().",
    ]);
    await using still = await startSandbox({ profile: "manual" });
    await send(still, { body: "😀".repeat(250) });
    expect(await failureOf(still.phone(ANN).waitFor(/😀/u, { timeoutMs: 0 }))).toEqual([
      expect.any(String),
      "Messages to this phone, oldest first:",
      `  CREATED  "${"😀".repeat(200)}…"  (matches, but has not arrived yet)`,
      "With the `manual` profile, a message arrives only after you call setStatus().",
    ]);
  });
});

describe("expectNothing", () => {
  test("passes once everything that was sent has arrived and was expected", async () => {
    await using sandbox = await startSandbox({ clock: "manual" });
    const ann = sandbox.phone(ANN);
    await ann.expectNothing();
    await send(sandbox, { body: "Your code is 482913" });
    await ann.waitFor(/code/);
    await send(sandbox, { to: "+12065550143" });
    await expect(ann.expectNothing()).resolves.toBeUndefined();
  });

  test("fails on a message that is still in flight when the wait starts, with either clock, and shows it", async () => {
    for (const clock of ["manual", "realtime"] as const) {
      await using sandbox = await startSandbox({ clock, ...(clock === "realtime" && { delays: { deliveredMs: 20 } }) });
      await send(sandbox, { body: "Weekly specials 🎉" });
      await expect(sandbox.phone(ANN).expectNothing()).rejects.toMatchObject({
        code: "unexpected_text",
        message: `${ANN} received a message: "Weekly specials 🎉".\nMessages to this phone, oldest first:\n  DELIVERED  "Weekly specials 🎉"  (matches)`,
      });
    }
  });

  test("looks at what matches only, and does not swallow it", async () => {
    await using sandbox = await startSandbox({ clock: "manual" });
    const ann = sandbox.phone(ANN);
    await send(sandbox, { body: "Your table is ready" });
    await ann.expectNothing({ matching: /specials/g });
    await expect(ann.expectNothing({ matching: /table/ })).rejects.toThrow(
      /a message that matches \/table\/: "Your table/,
    );
    await ann.waitFor(/table/);
    await ann.expectNothing({ matching: /table/ });
  });

  test("with `for`, fails as soon as something arrives, and passes when the time is over", async () => {
    await using sandbox = await startSandbox({ clock: "manual" });
    const ann = sandbox.phone(ANN);
    await ann.expectNothing({ for: 5 });
    const looking = ann.expectNothing({ for: "1h" });
    const failed = expect(looking).rejects.toMatchObject({ code: "unexpected_text" });
    await send(sandbox);
    await failed;
  });

  test("what failed did not arrive", async () => {
    await using sandbox = await startSandbox({ clock: "manual" });
    const ann = sandbox.phone(ANN);
    ann.text("STOP");
    await ann.waitFor(/./);
    const id = await send(sandbox);
    await ann.expectNothing();
    expect(sandbox.message(id)).toMatchObject({ status: "FAILED", errorCode: 1310 });
  });
});

test("a wait that fails lists each near miss with the reason", async () => {
  await using sandbox = await startSandbox({ clock: "manual", delays: { deliveredMs: 60_000 } });
  const ann = sandbox.phone(ANN);
  await send(sandbox, { body: "code 111111" });
  await sandbox.clock.advance("1m");
  await ann.waitFor(/code/);
  await send(sandbox, { body: "Your table is ready" });
  await sandbox.clock.advance("1m");
  await send(sandbox, { body: "code 222222" });
  await send(sandbox, { body: "code 333333", to: "+12065550143" });
  const error = await ann.waitFor(/code (\d{6})/, { timeoutMs: 1 }).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code: "wait_timeout" });
  expect(String((error as Error).message).split("\n")).toEqual([
    `No message that matches /code (\\d{6})/ reached ${ANN} within 1 ms.`,
    "Messages to this phone, oldest first:",
    '  DELIVERED  "code 111111"  (matches, but an earlier waitFor returned it)',
    '  DELIVERED  "Your table is ready"  (does not match)',
    '  SENT  "code 222222"  (matches, but has not arrived yet)',
    "Messages that match but were sent to other phones:",
    '  +12065550143  SENT  "code 333333"',
    "The clock is frozen. Call clock.next() or clock.advance().",
  ]);
});

test("waits end by their signal, at close, and at once when nothing can come any more", async () => {
  const sandbox = await startSandbox();
  const tenant = sandbox.tenant();
  const stop = new AbortController();
  const aborted = sandbox.phone(ANN).waitFor(/never/, { timeoutMs: 600_000, signal: stop.signal });
  const dropped = tenant.phone(ANN).waitFor(/never/, { timeoutMs: 600_000 });
  const closed = sandbox.phone(ANN).expectNothing({ for: "10m" });
  const outcomes = Promise.allSettled([aborted, dropped, closed]);
  stop.abort(new Error("enough"));
  await tenant.drop();
  await sandbox.close();
  const reasons = (await outcomes).map((outcome) => (outcome.status === "rejected" ? outcome.reason : undefined));
  expect(reasons).toMatchObject([{ message: "enough" }, { code: "closed" }, { code: "closed" }]);
  await expect(sandbox.phone(ANN).waitFor(/never/, { timeoutMs: 600_000 })).rejects.toMatchObject({ code: "closed" });
  const gone = { signal: AbortSignal.abort(new Error("before")) };
  await expect(tenant.phone(ANN).waitFor(/never/, gone)).rejects.toThrow("before");
});

test("events are kept whether or not a webhook hears of them, and are copies", async () => {
  await using sandbox = await startSandbox({ clock: "manual" });
  const other = sandbox.tenant();
  sandbox.phone(ANN).text("STOP");
  await sandbox.clock.settle();
  expect(sandbox.events("recipient.optout")).toHaveLength(1);
  expect(sandbox.events().map(({ type }) => type)).toEqual([
    "message.incoming",
    "recipient.optout",
    ...Array.from({ length: 3 }, () => "message.status"),
  ]);
  (sandbox.events()[0]!.message as { body: string }).body = "changed";
  expect(sandbox.events()[0]!.message["body"]).toBe("STOP");
  expect(other.events()).toEqual([]);
  expect((await call(sandbox, "GET", "/v1/message/none")).status).toBe(404);
});
