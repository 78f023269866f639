// One process of an account, for `shared-limit`: is told what to send through which limiter, and tells when it was done.
import { isSendoError, Sendo } from "@sendo/core";
import { redisRateLimitStore } from "@sendo/redis";
import { Redis } from "ioredis";
import https from "node:https";
import { post } from "./post.mjs";

const INPUT = { campaign: "U7fQ39nX", to: "+12065550142", body: "Your table is ready" };

async function connect(url, options = {}) {
  const client = new Redis(url, options);
  client.on("error", (error) => console.error("Redis:", error.message));
  await client.ping();
  return client;
}

/** The client of this project, with its ledger on Redis or in its own memory. */
async function sendo({ key, base, ca, redisUrl, account }, shared) {
  const redis = shared ? await connect(redisUrl) : undefined;
  const client = new Sendo({
    apiKey: key,
    baseUrl: base,
    ca,
    rateLimit: shared ? { account, store: redisRateLimitStore(redis), fallbackProcesses: 4 } : { account },
    retry: { rateLimited: 20 },
  });
  const send = () =>
    client.messages
      .send(INPUT)
      .catch((error) => (isSendoError(error) && error.httpStatus === 429 ? send() : Promise.reject(error)));
  return (sends) => Promise.all(Array.from({ length: sends }, () => send().then(accepted)));
}

/** A limiter that runs jobs: what was refused goes back through it. */
function limited(cell, limit) {
  const request = requester(cell);
  const send = async () => ((await limit(request)) === 429 ? send() : accepted());
  return (sends) => Promise.all(Array.from({ length: sends }, send));
}

function requester({ key, base, ca }) {
  const agent = new https.Agent({ keepAlive: true, ca, scheduling: "lifo" });
  const { port, pathname } = new URL(base);
  const headers = { authorization: `Bearer ${key}` };
  return async () => {
    const { httpStatus } = await post(agent, port, `${pathname}/v1/message/send`, INPUT, headers);
    if (httpStatus !== 200 && httpStatus !== 429) throw new Error(`HTTP ${httpStatus}`);
    return httpStatus;
  };
}

async function bottleneck(cell, options) {
  const { default: Bottleneck } = await import("bottleneck");
  const client = await connect(cell.redisUrl);
  const connection = new Bottleneck.IORedisConnection({ client });
  const limiter = new Bottleneck({ id: "sends", connection, ...options });
  await limiter.ready();
  return limited(cell, (job) => limiter.schedule(job));
}

const clients = {
  "@sendo/core, one process": (cell) => sendo(cell, false),
  "@sendo/redis": (cell) => sendo(cell, true),
  "bottleneck, minTime": (cell) => bottleneck(cell, { minTime: 50 }),
  "bottleneck, reservoir": (cell) =>
    bottleneck(cell, {
      reservoir: 20,
      reservoirRefreshAmount: 20,
      reservoirRefreshInterval: 1000,
      heartbeatInterval: 250, // by default it looks every 5 s whether the reservoir is to be filled again
    }),
  async "rate-limiter-flexible, queue"(cell) {
    const { RateLimiterQueue, RateLimiterRedis } = await import("rate-limiter-flexible");
    const storeClient = await connect(cell.redisUrl);
    const limiter = new RateLimiterRedis({ storeClient, points: 20, duration: 1 });
    const queue = new RateLimiterQueue(limiter, { maxQueueSize: Number.MAX_SAFE_INTEGER });
    const limit = async (job) => {
      await queue.removeTokens(1);
      return job();
    };
    return limited(cell, limit);
  },
  /** Jobs go to whichever process is free, so each process is done when all are. */
  async "bullmq, limiter"(cell) {
    const { Queue, Worker } = await import("bullmq");
    const connection = await connect(cell.redisUrl, { maxRetriesPerRequest: null });
    const request = requester(cell);
    const queue = new Queue("sends", { connection });
    const process = async () => {
      if ((await request()) === 429) throw new Error("429");
      accepted();
    };
    const limiter = { max: 20, duration: 1000 };
    const worker = new Worker("sends", process, { connection, limiter, concurrency: 40, autorun: false });
    await worker.waitUntilReady();
    return async (sends) => {
      void worker.run();
      const job = { name: "send", data: INPUT, opts: { attempts: 100, removeOnComplete: true } };
      if (sends > 0) await queue.addBulk(Array.from({ length: sends }, () => job));
      await told("stop");
    };
  },
};

const done = { accepted: 0, lastEpochMs: 0 };
function accepted() {
  done.accepted += 1;
  done.lastEpochMs = Date.now();
}

/** Runs the code once, on connections and a limit of its own, so that a cell does not measure the start of its processes. */
async function warmUp(cell) {
  const other = { ...cell, base: cell.warmUpBase, account: `${cell.account}-warm-up` };
  if (cell.client.startsWith("@sendo/")) await (await clients[cell.client](other))(5);
  else await Promise.all(Array.from({ length: 5 }, requester(other)));
  Object.assign(done, { accepted: 0, lastEpochMs: 0 });
}

const told = (wanted) =>
  new Promise((resolve) => {
    const hear = (message) => {
      if (message.say !== wanted) return;
      process.off("message", hear);
      resolve(message);
    };
    process.on("message", hear);
  });

process.on("disconnect", () => process.exit());
process.send("here");
const cell = await told("prepare");
const client = await clients[cell.client](cell);
await warmUp(cell);
const go = told("go");
process.send("ready");
await go;
const cpu = process.cpuUsage();
await client(cell.sends);
const { user, system } = process.cpuUsage(cpu);
process.send({ ...done, cpuMs: Math.round((user + system) / 1000) });
