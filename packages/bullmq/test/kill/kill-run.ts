import { fork, type ChildProcess } from "node:child_process";
import { EventEmitter, once } from "node:events";
import { fileURLToPath } from "node:url";
import { startRedis } from "@sendo-internal/test-kit/redis";
import { Sendo } from "@sendo/core";
import { startSandbox } from "@sendo/sandbox";
import { QueueEvents } from "bullmq";
import { createOutbox, type OutboxState } from "../../src/index.js";
import { createMix, draw } from "./mix.js";

/** How hard a run is. */
export interface KillRunOptions {
  readonly seed: number;
  readonly messages: number;
  readonly workers: number;
  /** Workers that are killed with SIGKILL, at moments drawn from the seed. */
  readonly kills: number;
  /** Times that Redis is killed and started again. */
  readonly redisRestarts: number;
  /** Accounts that share the queue and the keys, each with workers of its own. @defaultValue `1` */
  readonly accounts?: number;
  /** Messages per second that each worker sends at most. @defaultValue no limit */
  readonly pace?: number | undefined;
  /** Whether messages have quiet hours. The run then takes at least five minutes. @defaultValue `false` */
  readonly withNights?: boolean;
  readonly log?: (line: string) => void;
}

/** What a run has shown. */
export interface KillRunReport {
  readonly kills: number;
  /** Kills by the moment at which they came. */
  readonly killedWhile: Readonly<Record<Moment, number>>;
  readonly redisRestarts: number;
  readonly states: Readonly<Partial<Record<OutboxState, number>>>;
  /** What happened to the messages in review. */
  readonly inReview: Readonly<Record<ReviewFate, number>>;
  /** Messages that left after their quiet hours, and messages of high priority that left in quiet hours. */
  readonly quiet: { readonly held: number; readonly passed: number };
  /** What `cancel` has returned: `confirmed` messages must never have left. */
  readonly cancelled: { readonly confirmed: number; readonly tooLate: number };
  /** Messages that the outbox holds no more, or that are neither accepted, rejected, cancelled nor in review. */
  readonly lost: readonly string[];
  /** References that the sandbox has accepted more than once. */
  readonly acceptedTwice: readonly string[];
  /** Messages of which the outbox says something else than the sandbox's own record, or that another account has sent. */
  readonly contradictions: readonly string[];
  readonly seconds: number;
}

/** `dispatching`: a request is about to leave; `answered`: its answer is there and recorded nowhere; `between`: any other time. */
type Moment = "dispatching" | "answered" | "between";

/**
 * `accepted`: the sandbox has the message, and no look has found it. `begun`: the worker said that its mark is set and that it writes
 * the request, which the sandbox never had. `marked`: the worker ended before it knew that its mark is set.
 */
type ReviewFate = "accepted" | "begun" | "marked";

const WORKER = fileURLToPath(new URL("../killed/worker.mjs", import.meta.url));
const ENDS: ReadonlySet<OutboxState> = new Set(["accepted", "rejected", "cancelled", "review"]);
const LEASE_MS = 1_500;
const STALLED_AFTER_MS = 1_000;
const CHUNK = 200;
/**
 * Enqueues messages, sends them from processes that are killed again and again, kills Redis as well, and then holds what the
 * outbox says of each message against what the sandbox has accepted.
 */
export async function runKills({
  seed,
  messages,
  workers,
  kills,
  redisRestarts,
  accounts = 1,
  pace,
  withNights = false,
  log,
}: KillRunOptions): Promise<KillRunReport> {
  const started = performance.now();
  const redis = await startRedis({ appendOnly: true });
  const sandbox = await startSandbox({ requestsPerSecond: false, seed: String(seed) });
  const name = `kill-${seed}`;
  // Accounts take turns, and use the same keys.
  const partyOf = (index: number) => parties[index % accounts]!;
  const keyOf = (index: number): string => `job-${Math.floor(index / accounts)}`;
  const mix = createMix(seed, messages, keyOf, withNights);
  const parties = Array.from({ length: accounts }, (_, index) => {
    const tenant = accounts === 1 ? sandbox : sandbox.tenant();
    const clientOptions = { ...tenant.clientOptions, account: `account-${index}` };
    const sendo = new Sendo({ ...clientOptions, requestsPerSecond: false });
    // A process has one account per outbox name, and this process acts as several.
    delete (globalThis as { [name: symbol]: unknown })[Symbol.for("sendo.outbox-names.v1")];
    const producers = (withNights ? mix.nights : [undefined]).map((night) =>
      createOutbox({
        sendo,
        connection: { url: redis.url, maxRetriesPerRequest: null, retryStrategy: () => 50 },
        name,
        storeTimeoutMs: 60_000,
        reviewAfterMs: [200, 500, 1000, 2000],
        retry: { attempts: 1000 },
        quietHours: night?.quietHours,
      }),
    );
    return { tenant, clientOptions, sendo, producers, outbox: producers[0]! };
  });
  const running = new Set<ChildProcess>();
  const settled = new Set<string>();
  const begun = new Set<string>();
  const confirmed = new Set<number>();
  const cancelling = new Set<Promise<void>>();
  let tooLate = 0;
  const killedWhile = { dispatching: 0, answered: 0, between: 0 };
  let [killed, restarted, moments] = [0, 0, 0];
  let restarting: Promise<void> | undefined;
  let isOver = false;

  const startWorker = (party: number): void => {
    const options = {
      clientOptions: partyOf(party).clientOptions,
      redisUrl: redis.url,
      name,
      leaseMs: LEASE_MS,
      stalledAfterMs: STALLED_AFTER_MS,
      concurrency: 10,
      requestsPerSecond: pace ?? false,
    };
    const child = fork(WORKER, [JSON.stringify(options)], { execArgv: [] });
    running.add(child);
    child.on("message", ([word, what]: [string, string]) => {
      if (word === "settled") {
        settled.add(`${party % accounts} ${what}`);
        cancelNext();
        maybeRestartRedis();
      }
      if (word === "dispatching") begun.add(what);
      moments += 1;
      // Kills come as often as the messages allow: spread over three quarters of the moments that a quiet run would have.
      if (killed < kills && draw(seed, "kill", moments) < (kills / (messages * 3)) * 1.6) {
        kill(child, word === "dispatching" || word === "answered" ? word : "between");
      }
    });
    child.on("exit", () => {
      running.delete(child);
      if (!isOver) startWorker(party);
    });
  };
  const kill = (child: ChildProcess, moment: Moment): void => {
    if (child.killed || !child.kill("SIGKILL")) return;
    killed += 1;
    killedWhile[moment] += 1;
    if (killed % 20 === 0) log?.(`${killed} kills, ${settled.size} of ${messages} messages settled`);
  };
  const cancelNext = (): void => {
    const index = mix.toCancel.pop();
    if (index === undefined) return;
    const cancel = partyOf(index)
      .outbox.cancel(keyOf(index))
      .then((message) => {
        if (message?.state === "cancelled") confirmed.add(index);
        else tooLate += 1;
      })
      .finally(() => cancelling.delete(cancel));
    cancelling.add(cancel);
  };
  const maybeRestartRedis = (): void => {
    const due = Math.floor((settled.size / messages) * (redisRestarts + 1));
    if (restarting !== undefined || restarted >= Math.min(due, redisRestarts)) return;
    restarted += 1;
    restarting = redis
      .kill()
      .then(() => redis.restart())
      .then(() => void (restarting = undefined));
  };

  try {
    // In small chunks, so that messages with different quiet hours take turns in the queue.
    for (let first = 0; first < messages; first += CHUNK)
      for (const party of parties)
        for (const [night, producer] of party.producers.entries()) {
          const isOwn = (_: unknown, at: number): boolean =>
            partyOf(first + at) === party && mix.nightOf(first + at) === night;
          for await (const { state } of producer.enqueueMany(mix.rows.slice(first, first + CHUNK).filter(isOwn)))
            if (state !== "stored") throw new Error(`a row was ${state}`);
        }
    for (let index = 0; index < workers; index += 1) startWorker(index);
    await untilSettled();
    await Promise.all(cancelling);
    isOver = true;
    await restarting;
    return await judge();
  } finally {
    isOver = true;
    for (const child of running) child.kill("SIGKILL");
    for (const { producers, sendo } of parties) {
      for (const producer of producers) await producer.close({ drainMs: 0 });
      await sendo.close();
    }
    await sandbox.close();
    await redis.close();
  }

  /** Until nothing waits and nothing is looked for any more: asked again whenever a job of either queue ends, by whoever's hand. */
  async function untilSettled(): Promise<void> {
    const ended = new EventEmitter();
    const { outbox } = partyOf(0);
    const streams = [outbox.queues.messages, outbox.queues.reviews].map(
      (queue) =>
        new QueueEvents(queue.name, { connection: { url: redis.url, retryStrategy: () => 50 }, prefix: "{sendo}" }),
    );
    try {
      for (const stream of streams) {
        stream.on("error", () => {}); // Redis is killed on purpose
        for (const event of ["completed", "failed"] as const) stream.on(event, () => ended.emit("job"));
      }
      await Promise.all(streams.map((stream) => stream.waitUntilReady()));
      for (;;) {
        const further = once(ended, "job");
        await restarting;
        const [open, looking] = await Promise.all([
          outbox.queues.messages.getJobCountByTypes("waiting", "prioritized", "delayed", "active"),
          outbox.queues.reviews.getJobCountByTypes("waiting", "prioritized", "delayed", "active"),
        ]);
        if (open + looking === 0) return;
        await further;
      }
    } finally {
      await Promise.all(streams.map((stream) => stream.close()));
    }
  }

  async function judge(): Promise<KillRunReport> {
    const records = parties.flatMap(({ tenant }) => [...tenant.acceptedPerReference()]);
    const states: Partial<Record<OutboxState, number>> = {};
    const inReview = { accepted: 0, begun: 0, marked: 0 };
    const lost: string[] = [];
    const contradictions: string[] = [];
    const bodies = new Map<string, number>();
    const acceptedEpochMs = new Map<string, number>();
    parties.forEach(({ tenant }, party) => {
      for (const { body, createdAt } of tenant.messages()) {
        bodies.set(body, (bodies.get(body) ?? 0) + 1);
        acceptedEpochMs.set(body, Date.parse(createdAt));
        if (Number(body.slice("message ".length)) % accounts !== party)
          contradictions.push(`account ${party} has sent ${body}`);
      }
    });
    for (let index = 0; index < messages; index += 1) {
      const job = `${keyOf(index)} of account ${index % accounts}`;
      const message = await partyOf(index).outbox.find(keyOf(index));
      const state = message?.state;
      if (state) states[state] = (states[state] ?? 0) + 1;
      if (state === undefined || !ENDS.has(state)) lost.push(`${job} is ${state}`);
      const accepted = bodies.get(`message ${index}`) ?? 0;
      if (state === "review")
        inReview[accepted > 0 ? "accepted" : begun.has(message!.reference!) ? "begun" : "marked"] += 1;
      const isUnsent = state === "rejected" || state === "cancelled";
      const fits = state === "accepted" ? accepted === 1 : isUnsent ? accepted === 0 : accepted <= 1;
      if (confirmed.has(index) && (state !== "cancelled" || accepted > 0))
        contradictions.push(`${job} was cancelled, is ${state}, and the sandbox has accepted ${accepted}`);
      const untimely = accepted > 0 && mix.judge(index, acceptedEpochMs.get(`message ${index}`)!, message);
      if (untimely) contradictions.push(`${job} ${untimely}`);
      if (!fits) contradictions.push(`${job} is ${state}, and the sandbox has accepted ${accepted}`);
    }
    return {
      kills: killed,
      killedWhile,
      redisRestarts: restarted,
      states,
      inReview,
      quiet: mix.quiet,
      cancelled: { confirmed: confirmed.size, tooLate },
      lost,
      contradictions,
      acceptedTwice: records.filter(([, count]) => count > 1).map(([reference]) => reference),
      seconds: Math.round((performance.now() - started) / 1000),
    };
  }
}
