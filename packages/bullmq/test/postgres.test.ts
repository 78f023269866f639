import { fork } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { memoryIdempotencyStore, Sendo, type SendoLogger } from "@sendo/core";
import { fakeSendo } from "@sendo/core/testing";
import { hasPostgres, startPostgres, type LocalPostgres } from "@sendo-internal/test-kit/postgres";
import { postgresIdempotencyStore } from "@sendo-internal/test-kit/sql-stores";
import { startSandbox, type Sandbox } from "@sendo/sandbox";
import { createPostgresBackend } from "bullmq";
import { Pool } from "pg";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { createOutbox, type OutboxMessage, type OutboxOptions, type SendoOutbox } from "../src/index.js";
import { asAnotherProcess } from "./support/lab.js";

// CI installs it (.ci/run); on a machine without, these tests are skipped.
const isHere = hasPostgres() || process.env.CI !== undefined;
const WORKER = fileURLToPath(new URL("./killed/postgres-worker.mjs", import.meta.url));
const SCHEMA = new URL("../../test-kit/src/sql-stores/schema.sql", import.meta.url);
const STALLED_AFTER_MS = 1_000;
const LEASE_MS = 500;
const backend = createPostgresBackend;
const message = (index: number) => ({ to: `+1206555${String(1000 + index)}`, body: `message ${index}` });

/** The next messages of a kind, as many as are asked for. */
function collect(outbox: SendoOutbox, count: number): Promise<OutboxMessage[]> {
  return new Promise((resolve) => {
    const messages: OutboxMessage[] = [];
    outbox.on("accepted", (accepted) => {
      if (messages.push(accepted) === count) resolve(messages);
    });
  });
}

describe.runIf(isHere)("an outbox on PostgreSQL, and no Redis", () => {
  let [server, sandbox, pool]: [LocalPostgres?, Sandbox?, Pool?] = [];
  beforeAll(async () => {
    [server, sandbox] = await Promise.all([startPostgres(), startSandbox({ requestsPerSecond: false })]);
    pool = new Pool({ connectionString: server.url });
    await pool.query(readFileSync(SCHEMA, "utf8"));
  });
  afterAll(async () => {
    await pool?.end();
    await Promise.all([server?.close(), sandbox?.close()]);
  });
  const open = (
    name: string,
    { clientOptions } = sandbox! as Pick<Sandbox, "clientOptions">,
    options: Partial<OutboxOptions> = {},
  ): { outbox: SendoOutbox; close: () => Promise<void> } => {
    const idempotency = postgresIdempotencyStore(pool!);
    const sendo = new Sendo({ ...clientOptions, requestsPerSecond: false, idempotency });
    const connection = { connectionString: server!.url, migrate: true };
    const outbox = createOutbox({ sendo, backend, connection, name, reviewAfterMs: [50, 50], ...options });
    return {
      outbox,
      async close() {
        await outbox.close();
        await sendo.close();
      },
    };
  };

  test("issue 24: expired, cancelled, rescheduled, encrypted and erased", async () => {
    const encryption = { keys: { a: Buffer.alloc(32, 7) }, use: "a" };
    await using tenant = sandbox!.tenant(); // the next test counts what the first tenant has sent
    const { outbox, close } = open("on-time", tenant, { encryption });
    const notAfter = new Date(Date.now() + 1_000);
    const ends: string[] = [];
    for (const event of ["accepted", "cancelled", "not-sent"] as const) {
      outbox.on(event, ({ idempotencyKey, code }) =>
        ends.push([idempotencyKey, event, code].filter(Boolean).join(" ")),
      );
    }
    await outbox.enqueue(message(1), { idempotencyKey: "expired", notAfter });
    await outbox.enqueue(message(2), { idempotencyKey: "cancelled" });
    await outbox.enqueue(message(3), { idempotencyKey: "delayed", delayMs: 3_600_000 });
    await outbox.enqueue(message(4), { idempotencyKey: "forward", delayMs: 3_600_000, sensitive: true });
    await outbox.enqueue(message(5), { idempotencyKey: "back" });
    expect(await outbox.cancel("cancelled")).toMatchObject({ state: "cancelled" });
    expect(await outbox.cancel("delayed")).toMatchObject({ state: "cancelled" });
    expect(await outbox.reschedule("forward", { delayMs: 0 })).toBe(true);
    expect(await outbox.reschedule("back", { delayMs: 3_600_000 })).toBe(true);
    await expect.poll(() => Date.now() > notAfter.getTime(), { timeout: 5_000 }).toBe(true);
    outbox.work();
    await expect.poll(() => ends.length, { timeout: 10_000 }).toBe(4);
    expect(ends.sort()).toEqual([
      "cancelled cancelled",
      "delayed cancelled",
      "expired not-sent outbox_expired",
      "forward accepted",
    ]);
    const { removed } = await outbox.erase({ to: message(5).to });
    expect(removed).toMatchObject([{ idempotencyKey: "back", state: "waiting" }]);
    const { rows } = await pool!.query("SELECT data::text AS data FROM bullmq.job WHERE queue LIKE 'on-time%'");
    const stored = JSON.stringify(rows);
    expect(stored.includes(message(5).to)).toBe(false);
    expect(stored.includes(message(4).body)).toBe(false);
    expect(stored.includes(message(2).body)).toBe(true);
    await close();
  });

  test("issue 24: quiet hours hold a message in the queue and at its worker, and a message of high priority passes", async () => {
    await using tenant = sandbox!.tenant();
    const [HOUR_MS, minute] = [
      3_600_000,
      (epochMs: number) => new Date(epochMs - 7 * 3_600_000).toISOString().slice(11, 16),
    ];
    // Phoenix is seven hours behind UTC throughout the year.
    const toPhoenix = (index: number) => ({ ...message(index), to: `+1602555${1000 + index}` });
    const now = Date.now();
    const night = { from: minute(now - HOUR_MS), to: minute(now + HOUR_MS) };
    const day = open("quiet", tenant);
    await day.outbox.enqueue(toPhoenix(1), { idempotencyKey: "at its worker" });
    await day.outbox.enqueue(toPhoenix(2), { idempotencyKey: "expires", notAfter: new Date(now + HOUR_MS / 2) });
    await day.close();
    asAnotherProcess();
    const { outbox, close } = open("quiet", tenant, { quietHours: night });
    const ends: string[] = [];
    for (const event of ["accepted", "not-sent"] as const) {
      outbox.on(event, ({ idempotencyKey, code, inQuietHours }) =>
        ends.push([idempotencyKey, event, code, inQuietHours && "in quiet hours"].filter(Boolean).join(" ")),
      );
    }
    await outbox.enqueue(toPhoenix(3), { idempotencyKey: "in the queue" });
    await outbox.enqueue(toPhoenix(4), { idempotencyKey: "passes", priority: "high" });
    await outbox.enqueue({ ...message(5), to: "+12125551005" }, { idempotencyKey: "elsewhere" });
    const late = outbox.enqueue(toPhoenix(6), { idempotencyKey: "late", notAfter: new Date(now + HOUR_MS / 2) });
    await expect(late).rejects.toMatchObject({ code: "outbox_expired" });
    outbox.work();
    await expect.poll(() => ends.length, { timeout: 10_000 }).toBe(3);
    expect(ends.sort()).toEqual([
      "elsewhere accepted",
      "expires not-sent outbox_expired",
      "passes accepted in quiet hours",
    ]);
    await expect.poll(() => outbox.queues.messages.getDelayedCount(), { timeout: 10_000 }).toBe(2);
    for (const job of await outbox.queues.messages.getDelayed()) {
      const waitMs = job.timestamp + job.delay - now;
      expect(Math.abs(waitMs - HOUR_MS)).toBeLessThan(2 * 60_000);
    }
    expect(await outbox.find("passes")).toMatchObject({ state: "accepted", inQuietHours: true });
    await close();
    asAnotherProcess();
    // The next day, which the worker's own hours stand for.
    const morning = open("quiet", tenant, {
      quietHours: { from: minute(now - 2 * HOUR_MS), to: minute(now - HOUR_MS) },
    });
    const all = collect(morning.outbox, 2);
    await morning.outbox.queues.messages.promoteJobs();
    morning.outbox.work();
    expect((await all).map(({ idempotencyKey }) => idempotencyKey).sort()).toEqual(["at its worker", "in the queue"]);
    expect(tenant.messages()).toHaveLength(4);
    await morning.close();
  });

  test("20 messages of three priorities, one delayed, one enqueued twice: each is sent once, the high ones first", async () => {
    const { outbox, close } = open("priorities");
    const lanes = ["low", "normal", "high"] as const;
    for (let index = 0; index < 20; index += 1) {
      const options = { idempotencyKey: `row ${index}`, priority: lanes[index % 3]!, delayMs: index === 7 ? 300 : 0 };
      expect(await outbox.enqueue(message(index), options)).toMatchObject({ state: "waiting" });
    }
    expect(await outbox.enqueue(message(3), { idempotencyKey: "row 3" })).toMatchObject({ state: "waiting" });
    await expect(outbox.enqueue(message(4), { idempotencyKey: "row 3" })).rejects.toMatchObject({
      code: "idempotency_key_reused",
    });
    const all = collect(outbox, 20);
    outbox.work({ concurrency: 1 });
    const order = (await all).map(({ idempotencyKey }) => Number(idempotencyKey.slice(4)));
    const early = order.filter((index) => index !== 7);
    expect(early.map((index) => lanes[index % 3])).toEqual([
      ...Array.from({ length: 6 }, () => "high"),
      ...Array.from({ length: 6 }, () => "normal"),
      ...Array.from({ length: 7 }, () => "low"),
    ]);
    const bodies = sandbox!.messages().map(({ body }) => body);
    expect(bodies.sort()).toEqual(Array.from({ length: 20 }, (_, index) => message(index).body).sort());
    expect(await outbox.find("row 3")).toMatchObject({ state: "accepted", id: expect.any(String) });
    await close();
  });

  test("issue 16: a worker of another account puts a message back, without an attempt, and its own account sends it", async () => {
    const [eu, us] = [sandbox!.tenant(), sandbox!.tenant()];
    const right = open("accounts", eu);
    expect(() => open("accounts", us)).toThrow(/a different `name`/);
    asAnotherProcess();
    const wrong = open("accounts", us);
    await right.outbox.enqueue(message(0), { idempotencyKey: "account 0" });
    wrong.outbox.work();
    await expect.poll(() => right.outbox.queues.messages.getDelayedCount()).toBe(1);
    const [job] = await right.outbox.queues.messages.getDelayed();
    expect(job).toMatchObject({ attemptsMade: 0, attemptsStarted: 1 });
    expect(await right.outbox.find("account 0")).toMatchObject({ state: "waiting", attempts: 0 });
    await wrong.close();
    const all = collect(right.outbox, 1);
    right.outbox.work();
    expect(await all).toMatchObject([{ idempotencyKey: "account 0", attempts: 1 }]);
    expect([eu.messages().length, us.messages().length]).toEqual([1, 0]);
    await right.close();
    await Promise.all([eu.drop(), us.drop()]);
  });

  test("kill -9 of a worker after Sendo has accepted its message: another worker finds it, and sends the rest", async () => {
    sandbox!.reset();
    const { outbox, close } = open("killed");
    for (let index = 0; index < 5; index += 1)
      await outbox.enqueue(message(index), { idempotencyKey: `killed ${index}` });
    const { clientOptions } = sandbox!;
    const options = { clientOptions, databaseUrl: server!.url, name: "killed", leaseMs: LEASE_MS };
    const child = fork(WORKER, [JSON.stringify({ ...options, stalledAfterMs: STALLED_AFTER_MS })], { execArgv: [] });
    const [[word, reference]] = (await once(child, "message")) as [[string, string]];
    expect(word).toBe("answered");
    child.kill("SIGKILL");
    await once(child, "exit");
    const all = collect(outbox, 5);
    outbox.work({ stalledAfterMs: STALLED_AFTER_MS });
    expect((await all).map((accepted) => accepted.reference)).toContain(reference);
    const accepted = sandbox!.acceptedPerReference();
    expect([accepted.size, ...accepted.values()]).toEqual([5, 1, 1, 1, 1, 1]);
    await close();
  }, 20_000);

  test("after a server crash, messages are kept and sent once", async () => {
    sandbox!.reset();
    const { outbox, close } = open("crash");
    pool!.on("error", () => {}); // what is done to the server is not news
    await outbox.enqueue(message(0), { idempotencyKey: "crash 0" });
    // One that is only beginning has a connection whose error nobody hears (README, "On PostgreSQL, without Redis").
    await Promise.all(Object.values(outbox.queues).map((queue) => queue.waitUntilReady()));
    await server!.kill();
    await expect(outbox.enqueue(message(1), { idempotencyKey: "crash 1" })).rejects.toMatchObject({
      code: "outbox_unavailable",
    });
    await server!.restart();
    await outbox.enqueue(message(1), { idempotencyKey: "crash 1" });
    const all = collect(outbox, 2);
    outbox.work();
    await all;
    expect([...sandbox!.acceptedPerReference().values()]).toEqual([1, 1]);
    await close();
  });
});

describe.runIf(isHere)("a PostgreSQL without BullMQ's tables", () => {
  test("enqueue rejects, work logs it once per queue without spinning, and close ends", async () => {
    const server = await startPostgres();
    onTestFinished(() => server.close());
    const fake = fakeSendo({ idempotency: memoryIdempotencyStore() });
    const errors: unknown[] = [];
    let logged = (): void => {};
    const both = new Promise<void>((resolve) => (logged = resolve));
    const quiet = (): void => {};
    const error: SendoLogger["error"] = (fields, message) => void (errors.push([fields, message]) === 2 && logged());
    const logger = { debug: quiet, info: quiet, warn: quiet, error };
    const connection = { connectionString: server.url };
    const outbox = createOutbox({ sendo: fake.client, backend, connection, logger });
    const cause = { name: "SchemaMigrationRequiredError" };
    await expect(outbox.enqueue(message(0), { idempotencyKey: "a" })).rejects.toMatchObject({
      code: "outbox_unavailable",
      cause,
    });
    outbox.work({ allowVolatileStore: true });
    await both;
    const hint = expect.stringContaining("migrate: true");
    expect(errors).toHaveLength(2);
    for (const queue of ["sendo-outbox", "sendo-outbox-review"])
      expect(errors).toContainEqual([{ queue, cause }, hint]);
    await outbox.close();
  });
});
