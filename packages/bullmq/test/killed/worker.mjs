// A worker that is going to be killed. It says "dispatching <reference>" once a message is marked and before it leaves, and "answered <reference>"
// when the answer is there and before anybody else hears of it, so that the run can kill it at those moments.
import { HttpsTransport, Sendo } from "@sendo/core";
import { redisIdempotencyStore } from "@sendo/redis";
import { Redis } from "ioredis";
import { createOutbox } from "../../dist/index.js";
import { withLease } from "./with-lease.mjs";

const {
  clientOptions,
  redisUrl,
  name,
  leaseMs,
  stalledAfterMs,
  concurrency,
  requestsPerSecond = false,
} = JSON.parse(process.argv[2]);
const redis = new Redis(redisUrl, { maxRetriesPerRequest: null, retryStrategy: () => 50 });
redis.on("error", () => {});
const { ca, ...options } = clientOptions;
const transport = new HttpsTransport({ ca });
const say = (word, request) => {
  if (request.method === "POST") process.send?.([word, JSON.parse(request.body).metadata.sendo_ref]);
};
const sendo = new Sendo({
  ...options,
  requestsPerSecond,
  idempotency: withLease(redisIdempotencyStore(redis, { prefix: name }), leaseMs),
  transport: {
    callsBeforeDispatch: true,
    start(sent) {
      const beforeDispatch = sent.beforeDispatch && (() => sent.beforeDispatch().then(() => say("dispatching", sent)));
      const request = { ...sent, beforeDispatch };
      const attempt = transport.start(request);
      const result = attempt.result.then((end) => {
        say("answered", request);
        return end;
      });
      return { result, cancel: () => attempt.cancel() };
    },
  },
});
const quiet = () => {};
const outbox = createOutbox({
  logger: { debug: quiet, info: quiet, warn: quiet, error: (...line) => console.error(...line) },
  sendo,
  connection: { url: redisUrl, retryStrategy: () => 50 },
  name,
  retry: { attempts: 1000, firstDelayMs: 100, longestDelayMs: 1000 },
  reviewAfterMs: [200, 500, 1000, 2000],
});
outbox.on("accepted", ({ idempotencyKey }) => process.send?.(["settled", idempotencyKey]));
outbox.on("rejected", ({ idempotencyKey }) => process.send?.(["settled", idempotencyKey]));
outbox.work({ concurrency, stalledAfterMs });
process.on("disconnect", () => process.exit(0));
