import { expect, test } from "vitest";
import { startSandbox, type Sandbox } from "../../src/index.js";
import { send } from "../support/api-client.js";
import { control } from "../support/control-client.js";

const PHONE = "+12065550142";

async function sendMany(sandbox: Sandbox, count: number): Promise<void> {
  for (let i = 0; i < count; i += 1) await send(sandbox);
}

test(
  "realistic: seconds apart, a few stay SENT, and all of it repeats from the seed",
  { timeout: 180_000 },
  async () => {
    const run = async (seed: string): Promise<[string, number][]> => {
      await using sandbox = await startSandbox({
        clock: "manual",
        profile: "realistic",
        requestsPerSecond: false,
        seed,
      });
      await sendMany(sandbox, 200);
      await sandbox.clock.settle();
      expect(sandbox.messages().every(({ status }) => status === "CREATED")).toBe(true);
      await sandbox.clock.advance("10s");
      return sandbox
        .messages()
        .map(({ status, createdAt, updatedAt }) => [status, Date.parse(updatedAt) - Date.parse(createdAt)]);
    };
    const first = await run("seven");
    const stays = first.filter(([status]) => status === "SENT").length;
    expect(stays).toBeGreaterThan(0);
    expect(stays).toBeLessThan(20);
    const times = first.flatMap(([status, ms]) => (status === "DELIVERED" ? [ms] : []));
    expect(Math.min(...times)).toBeGreaterThanOrEqual(1700);
    expect(Math.max(...times)).toBeLessThanOrEqual(8800);
    expect(new Set(times).size).toBeGreaterThan(100);
    expect(await run("seven")).toEqual(first);
    expect(await run("eight")).not.toEqual(first);
  },
);

test("realistic obeys the delays that are given", async () => {
  await using sandbox = await startSandbox({
    clock: "manual",
    profile: "realistic",
    delays: { queuedMs: 0, sentMs: 0 },
    seed: "seven",
  });
  await send(sandbox);
  await sandbox.clock.settle();
  expect(sandbox.messages()).toMatchObject([{ status: "SENT" }]);
});

test("manual: nothing moves by itself, a status is set by hand, from another process too", async () => {
  await using sandbox = await startSandbox({ clock: "manual", profile: "manual", webhookUrl: "http://127.0.0.1:9/" });
  const id = await send(sandbox);
  await sandbox.clock.advance("24h");
  expect(sandbox.message(id)!.status).toBe("CREATED");
  expect(sandbox.setStatus(id, "SENT")).toMatchObject({ status: "SENT" });
  const set = (body: object) => control(sandbox, "POST", `/messages/${id}/status`, { body });
  expect((await set({ status: "FAILED", errorCode: 1065 })).body.message).toMatchObject({
    status: "FAILED",
    errorCode: 1065,
    errorMessage: expect.any(String),
  });
  expect((await set({ status: "DELIVERED" })).body.message).not.toHaveProperty("errorCode");
  expect(sandbox.events("message.status").map(({ message }) => message["status"])).toEqual([
    "SENT",
    "FAILED",
    "DELIVERED",
  ]);
  for (const body of [
    {},
    { status: "CREATED" },
    { status: "sent" },
    { status: "SENT", errorCode: 1009 },
    { status: "FAILED", errorCode: 10 },
  ]) {
    expect((await set(body)).status).toBe(400);
  }
  expect(() => sandbox.setStatus(sandbox.phone(PHONE).text("Hi").id, "SENT")).toThrow(/No outbound message/);
});

test("what is set by hand ends what the profile had in mind", async () => {
  await using sandbox = await startSandbox({
    clock: "manual",
    delays: { queuedMs: 1000, sentMs: 1000, deliveredMs: 1000 },
  });
  const id = await send(sandbox);
  await sandbox.clock.advance(1000);
  sandbox.setStatus(id, "FAILED");
  await sandbox.clock.advance("1h");
  expect(sandbox.message(id)).toMatchObject({ status: "FAILED", errorCode: 1009 });
  expect(sandbox.clock.pending()).toEqual([]);
});

test("somebody who opted out gets nothing under any profile", async () => {
  await using sandbox = await startSandbox({ clock: "manual", profile: "manual" });
  sandbox.phone(PHONE).text("STOP");
  const id = await send(sandbox);
  await sandbox.clock.settle();
  expect(sandbox.message(id)).toMatchObject({ status: "FAILED", errorCode: 1310 });
});
