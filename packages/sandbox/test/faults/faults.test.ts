import { describe, expect, test } from "vitest";
import { manualClock, startSandbox, type FaultRule, type Sandbox, type Tenant } from "../../src/index.js";
import { call, type ApiAnswer } from "../support/api-client.js";
import { control } from "../support/control-client.js";
import { startReceiver } from "../support/receiver.js";

const PHONE = "+12065550142";
const SEND = "/v1/message/send";

/** The status that a send gets, or why it gets none. */
async function outcome(tenant: Tenant, to = PHONE): Promise<number | string> {
  const message = { campaign: tenant.campaign, to, body: "Hello", metadata: { sendo_ref: "one" } };
  const answer = await call(tenant, "POST", SEND, message).catch((error: NodeJS.ErrnoException) => String(error.code));
  return typeof answer === "string" ? answer : answer.status;
}

const list = (tenant: Tenant): Promise<ApiAnswer> => call(tenant, "GET", "/v1/campaign/list");
const quiet = { clock: "manual", requestsPerSecond: false } as const;

describe("a rule hits", () => {
  test("only its route, and so often", async () => {
    await using sandbox = await startSandbox(quiet);
    const { id } = sandbox.faults.add({ effect: "status", status: 503, route: SEND, times: 2 });
    expect((await list(sandbox)).status).toBe(200);
    expect([await outcome(sandbox), await outcome(sandbox), await outcome(sandbox)]).toEqual([503, 503, 200]);
    expect(sandbox.faults.list()).toMatchObject([{ id, hits: 2, active: false }]);
    expect(sandbox.requests().map(({ faultId }) => faultId)).toEqual([undefined, id, id, undefined]);
    expect(sandbox.messages()).toHaveLength(1);
  });

  test("only its recipient", async () => {
    await using sandbox = await startSandbox(quiet);
    sandbox.faults.add({ effect: "status", number: "+12065550177" });
    expect(await outcome(sandbox)).toBe(200);
    expect(await outcome(sandbox, "+12065550177")).toBe(500);
    expect((await list(sandbox)).status).toBe(200);
  });

  test("only for its time, on the sandbox's clock", async () => {
    await using sandbox = await startSandbox(quiet);
    sandbox.faults.add({ effect: "reset", for: "30s" });
    expect(await outcome(sandbox)).toBe("ECONNRESET");
    await sandbox.clock.advance("29s");
    expect(await outcome(sandbox)).toBe("ECONNRESET");
    await sandbox.clock.advance("1s");
    expect(await outcome(sandbox)).toBe(200);
  });

  test("only its tenant", async () => {
    await using sandbox = await startSandbox(quiet);
    const other = sandbox.tenant();
    other.faults.use("gateway-down");
    expect(await outcome(other)).toBe(502);
    expect(await outcome(sandbox)).toBe(200);
    expect(sandbox.faults.list()).toEqual([]);
  });

  test("before a magic number does; the first rule decides", async () => {
    await using sandbox = await startSandbox(quiet);
    sandbox.faults.add({ effect: "status", status: 503 });
    sandbox.faults.add({ effect: "status", status: 400 });
    expect(await outcome(sandbox, "+15005550429")).toBe(503);
  });
});

test.each<[FaultRule, number | string, number]>([
  [{ effect: "status", status: 429 }, 429, 0],
  [{ effect: "reset" }, "ECONNRESET", 0],
  [{ effect: "lost" }, "ECONNRESET", 1],
  [{ effect: "half-body" }, "ECONNRESET", 1],
  [{ effect: "wrong-type" }, 200, 1],
  [{ effect: "delay", delay: "20ms" }, 200, 1],
])("%j: the client sees %s, %i accepted", async (rule, seen, accepted) => {
  await using sandbox = await startSandbox(quiet);
  sandbox.faults.add(rule);
  expect(await outcome(sandbox)).toBe(seen);
  expect(sandbox.acceptedPerReference().get("one") ?? 0).toBe(accepted);
  const [entry] = sandbox.requests();
  expect(entry).toMatchObject({ accepted: accepted === 1, faultId: "fault-1" });
  if (rule.effect === "delay") expect(entry!.latencyMs).toBeGreaterThanOrEqual(20);
});

// A connection that is only closed is ECONNRESET as well, but without a system call: Node's "socket hang up".
test.each(["reset", "lost"] as const)("%s is a reset of the TCP connection, and not its end", async (effect) => {
  await using sandbox = await startSandbox(quiet);
  sandbox.faults.add({ effect });
  await expect(list(sandbox)).rejects.toMatchObject({ code: "ECONNRESET", syscall: "read" });
});

test("an answer that a fault touched says by which; one of the wrong type says so", async () => {
  await using sandbox = await startSandbox(quiet);
  expect((await list(sandbox)).headers).not.toHaveProperty("x-sandbox-fault");
  sandbox.faults.add({ effect: "wrong-type" });
  expect((await list(sandbox)).headers).toMatchObject({ "content-type": "text/html", "x-sandbox-fault": "fault-1" });
});

test("one switch ends all", async () => {
  await using sandbox = await startSandbox(quiet);
  for (const name of ["bad-day", "rate-storm", "silence", "webhook-outage"]) sandbox.faults.use(name);
  expect(sandbox.faults.list().length).toBeGreaterThan(10);
  sandbox.faults.off();
  expect(sandbox.faults.list()).toEqual([]);
  for (let i = 0; i < 20; i += 1) expect(await outcome(sandbox)).toBe(200);
});

test.each<[string, object]>([
  ["no effect", {}],
  ["an unknown effect", { effect: "explode" }],
  ["an effect that every object has", { effect: "constructor" }],
  ["an unknown field", { effect: "reset", rute: SEND }],
  ["__proto__", JSON.parse('{"effect":"reset","__proto__":{}}') as object],
  ["a status that is no failure", { effect: "status", status: 200 }],
  ["a status where none belongs", { effect: "reset", status: 500 }],
  ["a delay that is none", { effect: "delay", delay: "soon" }],
  ["a delay of hours", { effect: "delay", delay: "2h" }],
  ["an endpoint that does not exist", { effect: "reset", route: "/v1/message/sned" }],
  ["a route for an event", { effect: "drop", route: SEND }],
  ["a webhook for an answer", { effect: "reset", webhook: "x" }],
  ["a number that is none", { effect: "reset", number: "2065550142" }],
  ["no times", { effect: "reset", times: 0 }],
  ["a probability above 1", { effect: "reset", probability: 1.5 }],
  ["a probability of 0", { effect: "reset", probability: 0 }],
  ["a string as probability", { effect: "reset", probability: "0.5" }],
  ["an endless time", { effect: "reset", for: Number.POSITIVE_INFINITY }],
])("refuses %s", async (_, rule) => {
  await using sandbox = await startSandbox(quiet);
  expect(() => sandbox.faults.add(rule as FaultRule)).toThrow(
    expect.objectContaining({ code: "option_invalid" }) as Error,
  );
  expect(sandbox.faults.list()).toEqual([]);
});

test("100 rules are kept; past ones make room, those in force do not", async () => {
  await using sandbox = await startSandbox(quiet);
  sandbox.faults.add({ effect: "status", times: 1 });
  for (let i = 1; i < 100; i += 1) sandbox.faults.add({ effect: "drop" });
  const more = (): unknown => sandbox.faults.add({ effect: "reset" });
  expect(more).toThrow(/at most 100/);
  await outcome(sandbox);
  more();
  expect(sandbox.faults.list()).toHaveLength(100);
  expect(() => sandbox.faults.use("worst-day")).toThrow(/bad-day/);
});

describe("chaos", () => {
  // Without its delays, which are real time.
  function useBadDay({ faults }: Sandbox): void {
    for (const { id, effect } of faults.use("bad-day")) if (effect === "delay") faults.remove(id);
  }

  async function chaos(sandbox: Sandbox): Promise<unknown[]> {
    useBadDay(sandbox);
    sandbox.faults.add({ effect: "status", status: 500, probability: 0.1 });
    for (let i = 0; i < 60; i += 1) {
      await outcome(sandbox);
      if (i % 20 === 0) await sandbox.clock.advance("10m");
    }
    await sandbox.clock.advance("3h");
    return [
      sandbox.requests().map(({ status, accepted, faultId }) => [status, accepted, faultId]),
      sandbox.messages().map(({ id, status, updatedAt }) => [id, status, updatedAt]),
      sandbox.webhooks
        .deliveries()
        .map(({ state, faultId, event, attempts }) => [
          event.id,
          event.message["status"],
          state,
          faultId,
          attempts.length,
        ]),
    ];
  }

  async function run(seed: string): Promise<unknown[]> {
    await using receiver = await startReceiver();
    await using sandbox = await startSandbox({
      clock: manualClock({ startEpochMs: Date.UTC(2026, 0, 5) }),
      requestsPerSecond: false,
      profile: "realistic",
      seed,
      webhookUrl: receiver.url,
    });
    return await chaos(sandbox);
  }

  test("repeats exactly from its seed, and from no other", { timeout: 120_000 }, async () => {
    const [first, again, other] = [await run("seven"), await run("seven"), await run("eight")];
    expect(again).toEqual(first);
    expect(other).not.toEqual(first);
    const [requests] = first as [[number, boolean, string | undefined][]];
    expect(new Set(requests.map(([, , faultId]) => faultId)).size).toBeGreaterThan(3); // or it was no chaos
  });

  // What became of each phone's texts, when those of all phones are sent side by side.
  async function sideBySide(seed: string, phones: readonly string[]): Promise<Record<string, unknown>> {
    await using receiver = await startReceiver();
    await using sandbox = await startSandbox({ ...quiet, profile: "realistic", seed, webhookUrl: receiver.url });
    useBadDay(sandbox);
    sandbox.faults.add({ effect: "wrong-token", probability: 0.2 });
    const answered = new Map(phones.map((phone) => [phone, [] as unknown[]]));
    for (let round = 0; round < 3; round += 1) {
      await Promise.all(phones.map(async (phone) => answered.get(phone)!.push(await outcome(sandbox, phone))));
      await sandbox.clock.advance("10m");
    }
    await sandbox.clock.advance("3h");
    const deliveries = sandbox.webhooks.deliveries().map(({ event: { message }, state, faultId, attempts }) => ({
      phone: message["to"],
      what: `${String(message["status"])} ${state} ${faultId} ${attempts.map((attempt) => attempt.faultId).join()}`,
    }));
    return Object.fromEntries(
      [...phones].sort().map((phone) => [
        phone,
        {
          answered: answered.get(phone),
          texts: sandbox.messages().flatMap(({ to, status, createdAt, updatedAt }) => {
            return to === phone ? [[status, Date.parse(updatedAt) - Date.parse(createdAt)]] : [];
          }),
          events: deliveries.flatMap((delivery) => (delivery.phone === phone ? [delivery.what] : [])).sort(),
        },
      ]),
    );
  }

  test("is the same for each phone when calls run side by side, in whichever order they arrive", async () => {
    const phones = Array.from({ length: 40 }, (_, index) => `+1206555${String(100 + index).padStart(4, "0")}`);
    const first = await sideBySide("seven", phones);
    expect(await sideBySide("seven", [...phones].reverse())).toEqual(first);
    expect(await sideBySide("eight", phones)).not.toEqual(first);
    const seen = JSON.stringify(first);
    for (const kind of ["500", "ECONNRESET", "fault-", "SENT", "delivered"]) expect(seen).toContain(kind); // or it was no chaos
  });
});

test("another process can set faults", async () => {
  await using sandbox = await startSandbox(quiet);
  const post = (path: string, body: object = {}) => control(sandbox, "POST", path, { body });
  expect((await post("/faults", { effect: "status", status: 503, times: 1 })).body.rules).toMatchObject([
    { id: "fault-1", effect: "status", status: 503, times: 1, probability: 1, hits: 0, active: true },
  ]);
  expect((await post("/faults", { preset: "lost-answers" })).body.rules).toMatchObject([
    { id: "fault-1" },
    { id: "fault-2", effect: "lost", preset: "lost-answers" },
  ]);
  expect((await post("/faults/fault-1/remove")).body.rules).toMatchObject([{ id: "fault-2" }]);
  expect((await post("/faults/fault-1/remove")).status).toBe(404);
  expect((await post("/faults", { preset: "nope" })).status).toBe(400);
  expect((await post("/faults", { effect: "nope" })).status).toBe(400);
  const { rules, presets } = (await control(sandbox, "GET", "/faults")).body;
  expect(rules).toHaveLength(1);
  for (const { name, description, rules: own } of presets) {
    expect(name).toMatch(/^[a-z-]+$/);
    expect(description).toMatch(/\.$/);
    sandbox.faults.off();
    expect(sandbox.faults.use(name)).toHaveLength(own.length);
  }
  expect((await post("/faults/off")).body.rules).toEqual([]);
});
