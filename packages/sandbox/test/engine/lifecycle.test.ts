import { describe, expect, test } from "vitest";
import { manualClock, startSandbox, type SandboxMessage } from "../../src/index.js";
import { send } from "../support/api-client.js";
import { startReceiver } from "../support/receiver.js";

const PHONE = "+12065550142";

test("[sent-at] a message goes from CREATED to DELIVERED, one status after another, on the clock", async () => {
  const clock = manualClock({ startEpochMs: Date.UTC(2026, 4, 2, 17) });
  await using sandbox = await startSandbox({ clock, delays: { queuedMs: 100, sentMs: 200, deliveredMs: 300 } });
  const id = await send(sandbox);
  const seen = (): Pick<SandboxMessage, "status" | "createdAt" | "sentAt" | "updatedAt"> => {
    const { status, createdAt, sentAt, updatedAt } = sandbox.message(id)!;
    return { status, createdAt, sentAt, updatedAt };
  };
  const at = (ms: number): string => new Date(Date.UTC(2026, 4, 2, 17) + ms).toISOString();
  await clock.settle();
  expect(seen()).toEqual({ status: "CREATED", createdAt: at(0), sentAt: null, updatedAt: at(0) });
  await clock.advance(99);
  expect(seen().status).toBe("CREATED");
  await clock.advance(1);
  expect(seen()).toEqual({ status: "QUEUED", createdAt: at(0), sentAt: null, updatedAt: at(100) });
  await clock.advance(200);
  expect(seen()).toEqual({ status: "SENT", createdAt: at(0), sentAt: at(300), updatedAt: at(300) });
  expect(sandbox.phone(PHONE).messages()).toEqual([]);
  await clock.advance("1s");
  expect(seen()).toEqual({ status: "DELIVERED", createdAt: at(0), sentAt: at(300), updatedAt: at(600) });
  expect(sandbox.phone(PHONE).messages()).toEqual([sandbox.message(id)]);
});

test("in real time it moves by itself, and settle() waits for it", async () => {
  await using sandbox = await startSandbox();
  const id = await send(sandbox);
  expect(sandbox.message(id)!.status).toBe("CREATED");
  await sandbox.clock.settle();
  expect(sandbox.message(id)!.status).toBe("DELIVERED");
});

test("[kept] 10,000 messages are kept, the oldest go first", async () => {
  await using sandbox = await startSandbox({ clock: "manual" });
  const phone = sandbox.phone(PHONE);
  const ids = Array.from({ length: 10_003 }, (_, index) => phone.text(`Text ${index}`).id);
  const kept = sandbox.messages();
  expect(kept).toHaveLength(10_000);
  expect(kept[0]!.id).toBe(ids[3]);
  expect(sandbox.message(ids[2]!)).toBeUndefined();
  expect(sandbox.message(ids.at(-1)!)).toBeDefined();
});

test("accepted sends are counted by reference", async () => {
  await using sandbox = await startSandbox({ clock: "manual" });
  await send(sandbox, { metadata: { sendo_ref: "order-1" } });
  await send(sandbox, { metadata: { sendo_ref: "order-2", other: "x" } });
  await send(sandbox, { metadata: { sendo_ref: "order-1" } });
  await send(sandbox);
  await expect(send(sandbox, { body: "", metadata: { sendo_ref: "order-3" } })).rejects.toThrow("400");
  expect(Object.fromEntries(sandbox.acceptedPerReference())).toEqual({ "order-1": 2, "order-2": 1 });
});

test("what messages() gives are copies", async () => {
  await using sandbox = await startSandbox({ clock: "manual" });
  const id = await send(sandbox, { metadata: { key: "value" }, mediaUrls: ["https://media.example/a.png"] });
  const message = sandbox.message(id)!;
  message.status = "FAILED";
  message.metadata!["key"] = "changed";
  message.mediaUrls!.push("https://media.example/b.png");
  expect(sandbox.message(id)).toMatchObject({
    status: "CREATED",
    metadata: { key: "value" },
    mediaUrls: ["https://media.example/a.png"],
  });
});

test("a seed makes ids repeat, whatever other tenants do; without one they do not", async () => {
  const ids = async (seed?: string): Promise<string[]> => {
    await using sandbox = await startSandbox({ clock: "manual", ...(seed !== undefined && { seed }) });
    const other = sandbox.tenant();
    return [await send(sandbox), await send(other), other.apiKey, other.campaign];
  };
  expect(await ids("a")).toEqual(await ids("a"));
  expect(await ids("a")).not.toEqual(await ids("b"));
  const afterSends = async (sends: number): Promise<string> => {
    await using sandbox = await startSandbox({ clock: "manual", seed: "a" });
    const other = sandbox.tenant();
    for (let sent = 0; sent < sends; sent += 1) await send(sandbox);
    return await send(other); // before the sandbox is disposed of
  };
  expect(await afterSends(0)).toBe(await afterSends(2));
  const [first, second] = [await ids(), await ids()];
  for (const [index, id] of first.entries()) expect(second[index]).not.toBe(id);
});

describe("a phone", () => {
  test("waits by event, in real time", async () => {
    await using sandbox = await startSandbox();
    const waiting = sandbox.phone(PHONE).waitFor(/code (\d{6})/);
    await send(sandbox, { to: "+12065550143", body: "code 111111" });
    await send(sandbox, { body: "hello" });
    await send(sandbox, { body: "Your code 482913" });
    const { message, captures } = await waiting;
    expect(captures).toEqual(["482913"]);
    expect(message).toMatchObject({ to: PHONE, status: "DELIVERED" });
  });

  test("waits on a manual clock without anybody moving it", async () => {
    await using sandbox = await startSandbox({ clock: "manual" });
    const before = await send(sandbox, { body: "first" });
    expect((await sandbox.phone(PHONE).waitFor(/first/)).message.id).toBe(before);
    const waiting = sandbox.phone(PHONE).waitFor(/second/);
    await send(sandbox, { body: "second" });
    expect((await waiting).message.body).toBe("second");
  });

  test("returns each message once, in order, also with a global pattern", async () => {
    await using sandbox = await startSandbox({ clock: "manual" });
    const pattern = /ready/g;
    const first = await send(sandbox);
    const second = await send(sandbox);
    expect((await sandbox.phone(PHONE).waitFor(pattern)).message.id).toBe(first);
    expect((await sandbox.phone(PHONE).waitFor(pattern)).message.id).toBe(second);
    await expect(sandbox.phone(PHONE).waitFor(pattern, { timeoutMs: 20 })).rejects.toMatchObject({
      code: "wait_timeout",
    });
  });

  test("says what did arrive when it waited in vain", async () => {
    await using sandbox = await startSandbox({ clock: "manual" });
    const phone = sandbox.phone(PHONE);
    await expect(phone.waitFor(/x/, { timeoutMs: 10 })).rejects.toThrow("No message was sent to this phone.");
    await send(sandbox, { body: "Your table is ready" });
    await send(sandbox, { to: "+12065550143", body: "Not for you" });
    const failure = await phone.waitFor(/code/, { timeoutMs: 30 }).catch((error: Error) => error.message);
    expect(failure).toContain('DELIVERED  "Your table is ready"');
    expect(failure).toContain("/code/");
    expect(failure).not.toContain("Not for you");
  });

  test("is told when the sandbox closes", async () => {
    const sandbox = await startSandbox();
    const waiting = sandbox.phone(PHONE).waitFor(/x/);
    const refused = expect(waiting).rejects.toMatchObject({ code: "closed" });
    await sandbox.close();
    await refused;
  });

  test("texts the number that wrote to it last, and only numbers that exist", async () => {
    await using receiver = await startReceiver();
    await using sandbox = await startSandbox({ clock: "manual", webhookUrl: receiver.url });
    expect(sandbox.phone(PHONE).text("Hello").to).toBe(sandbox.numbers[0]);
    await send(sandbox, { from: sandbox.numbers[1] });
    expect(sandbox.phone(PHONE).text("Hello").to).toBe(sandbox.numbers[1]);
    expect(sandbox.phone(PHONE).text("Hello", { to: sandbox.numbers[0]! }).to).toBe(sandbox.numbers[0]);
    expect(() => sandbox.phone(PHONE).text("Hello", { to: "+19995550100" })).toThrow(
      expect.objectContaining({ code: "unknown_number" }),
    );
    for (const number of ["2065550142", "+1206", "", "__proto__"]) {
      expect(() => sandbox.phone(number)).toThrow(expect.objectContaining({ code: "option_invalid" }));
    }
    for (const body of ["", "x".repeat(1601)]) {
      expect(() => sandbox.phone(PHONE).text(body)).toThrow(expect.objectContaining({ code: "option_invalid" }));
    }
    expect(() => sandbox.phone(PHONE).text("x", { mediaUrls: ["javascript:alert(1)"] })).toThrow(
      expect.objectContaining({ code: "config_option_invalid" }),
    );
  });
});
