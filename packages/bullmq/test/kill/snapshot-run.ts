import { fork, type ChildProcess } from "node:child_process";
import { EventEmitter, once } from "node:events";
import { fileURLToPath } from "node:url";
import { startRedis } from "@sendo-internal/test-kit/redis";
import { Sendo } from "@sendo/core";
import { startSandbox } from "@sendo/sandbox";
import { Redis } from "ioredis";
import { createOutbox } from "../../src/index.js";

/** How large a run is. */
export interface SnapshotRunOptions {
  readonly seed: number;
  readonly messages: number;
  readonly workers: number;
  /** Times that Redis is killed and comes back with its latest snapshot. */
  readonly redisRestarts: number;
}

/** What a Redis without AOF has cost. */
export interface SnapshotRunReport {
  readonly redisRestarts: number;
  /** Messages that were enqueued, by what the sandbox has accepted of each. */
  readonly sentOnce: number;
  readonly sentTwice: number;
  readonly sentMoreOften: number;
  readonly neverSent: number;
  /** Of `neverSent`, those that the outbox knows nothing of: they were enqueued after the snapshot. */
  readonly lost: number;
  /** Of those that were sent, messages that the outbox knows nothing of. */
  readonly sentAndForgotten: number;
  /** What must not be: a message that was over before a snapshot and is sent again, another reference, a loss that no snapshot explains. */
  readonly unexplained: readonly string[];
  readonly seconds: number;
}

const WORKER = fileURLToPath(new URL("../killed/worker.mjs", import.meta.url));

/**
 * Sends through a Redis with AOF off. Again and again it takes a snapshot, messages go on, it is killed, and comes back as it was
 * at the snapshot. Then what the outbox says is held against what the sandbox has accepted.
 */
export async function runSnapshots({
  seed,
  messages,
  workers,
  redisRestarts,
}: SnapshotRunOptions): Promise<SnapshotRunReport> {
  const started = performance.now();
  const redis = await startRedis();
  const sandbox = await startSandbox({ requestsPerSecond: false, seed: String(seed) });
  const name = `snapshot-${seed}`;
  const connection = new Redis(redis.url, { maxRetriesPerRequest: null, retryStrategy: () => 50 });
  connection.on("error", () => {}); // it is killed on purpose
  const producer = new Sendo({ ...sandbox.clientOptions, requestsPerSecond: false });
  const outbox = createOutbox({ sendo: producer, connection, name, storeTimeoutMs: 60_000, retry: { attempts: 1000 } });
  const news = new EventEmitter();
  let settlements = 0;
  const children: ChildProcess[] = [];
  /** Messages that were accepted before a snapshot, and how often Sendo had taken them by then: it must stay at that. */
  const over = new Map<string, number>();
  const mayBeLost = new Set<string>();
  let enqueued = 0;

  const enqueue = async (count: number, intoDanger: boolean): Promise<void> => {
    const rows = Array.from({ length: count }, () => {
      const index = enqueued++;
      if (intoDanger) mayBeLost.add(`job-${index}`);
      return {
        to: `+1206555${String(index).padStart(4, "0")}`,
        body: `message ${index}`,
        idempotencyKey: `job-${index}`,
      };
    });
    for await (const { state } of outbox.enqueueMany(rows))
      if (state !== "stored") throw new Error(`a row was ${state}`);
  };

  try {
    const chunk = Math.floor(messages / (redisRestarts + 1));
    const options = { clientOptions: sandbox.clientOptions, redisUrl: redis.url, name, leaseMs: 1_500 };
    await enqueue(messages - chunk * redisRestarts, false);
    for (let index = 0; index < workers; index += 1) {
      const parameters = JSON.stringify({ ...options, stalledAfterMs: 1_000, concurrency: 10 });
      const child = fork(WORKER, [parameters], { execArgv: [] });
      child.on("message", ([word]: [string, string]) => {
        if (word !== "settled") return;
        settlements += 1;
        news.emit("settled");
      });
      children.push(child);
    }
    for (let restart = 0; restart < redisRestarts; restart += 1) {
      await noteWhatIsOver();
      const killAt = settlements + Math.floor(chunk * 0.6);
      await enqueue(Math.ceil(chunk / 2), false);
      await connection.save();
      await enqueue(Math.floor(chunk / 2), true);
      while (settlements < killAt) await once(news, "settled");
      await redis.kill();
      await redis.restart();
      await connection.ping();
    }
    const open = (): Promise<number> =>
      outbox.queues.messages.getJobCountByTypes("waiting", "prioritized", "delayed", "active");
    while ((await open()) > 0)
      await Promise.race([once(news, "settled"), new Promise((resolve) => setTimeout(resolve, 500))]);
    return await judge();
  } finally {
    for (const child of children) child.kill("SIGKILL");
    await outbox.close({ drainMs: 0 });
    connection.disconnect();
    await producer.close();
    await sandbox.close();
    await redis.close();
  }

  async function noteWhatIsOver(): Promise<void> {
    const accepted: number[] = [];
    for (let index = 0; index < enqueued; index += 1) {
      if (over.has(`job-${index}`) || (await outbox.find(`job-${index}`))?.state !== "accepted") continue;
      accepted.push(index);
    }
    const sent = sentByBody();
    for (const index of accepted) over.set(`job-${index}`, sent.get(`message ${index}`)!.length);
  }

  /** The references under which the sandbox has accepted each message. */
  function sentByBody(): Map<string, string[]> {
    const sent = new Map<string, string[]>();
    for (const { body, metadata } of sandbox.messages()) {
      sent.set(body, [...(sent.get(body) ?? []), String(metadata?.sendo_ref)]);
    }
    return sent;
  }

  async function judge(): Promise<SnapshotRunReport> {
    const sent = sentByBody();
    const count = { sentOnce: 0, sentTwice: 0, sentMoreOften: 0, neverSent: 0, lost: 0, sentAndForgotten: 0 };
    const unexplained: string[] = [];
    for (let index = 0; index < enqueued; index += 1) {
      const key = `job-${index}`;
      const references = sent.get(`message ${index}`) ?? [];
      const state = (await outbox.find(key))?.state;
      count[(["neverSent", "sentOnce", "sentTwice"] as const)[references.length] ?? "sentMoreOften"] += 1;
      if (state === undefined) count[references.length === 0 ? "lost" : "sentAndForgotten"] += 1;
      if (new Set(references).size > 1) unexplained.push(`${key} has several references`);
      if (over.has(key) && references.length !== over.get(key)) unexplained.push(`${key} was over, and was sent again`);
      if (state === undefined && !mayBeLost.has(key)) unexplained.push(`${key} is lost, and was in the snapshot`);
      if (state !== undefined && references.length === 0 && state !== "review")
        unexplained.push(`${key} is ${state} and not sent`);
    }
    return {
      redisRestarts,
      ...count,
      unexplained,
      seconds: Math.round((performance.now() - started) / 1000),
    };
  }
}
