import Bottleneck from "bottleneck";
import PQueue from "p-queue";
import { pRateLimit } from "p-ratelimit";
import pThrottle from "p-throttle";
import { RateLimiterMemory, RateLimiterQueue } from "rate-limiter-flexible";

/**
 * The limiters that people use, each set to `limit` requests in `intervalMs` as its own documentation says. Each takes a job and
 * returns its promise.
 */
export const peerLimiters = {
  "p-ratelimit": (limit, intervalMs) => pRateLimit({ rate: limit, interval: intervalMs, concurrency: Infinity }),
  "bottleneck, minTime": (limit, intervalMs) => {
    const limiter = new Bottleneck({ minTime: intervalMs / limit });
    return (job) => limiter.schedule(job);
  },
  "bottleneck, reservoir": (limit, intervalMs) => {
    const limiter = new Bottleneck({
      reservoir: limit,
      reservoirRefreshAmount: limit,
      reservoirRefreshInterval: Math.ceil(intervalMs / 250) * 250, // it takes multiples of 250 only
    });
    return (job) => limiter.schedule(job);
  },
  "p-throttle, strict": (limit, intervalMs) => pThrottle({ limit, interval: intervalMs, strict: true })((job) => job()),
  "p-queue, strict": (limit, intervalMs) => {
    const queue = new PQueue({ intervalCap: limit, interval: intervalMs, strict: true });
    return (job) => queue.add(job);
  },
  "rate-limiter-flexible, queue": (limit, intervalMs) => {
    const queue = new RateLimiterQueue(new RateLimiterMemory({ points: limit, duration: intervalMs / 1000 }), {
      maxQueueSize: Number.MAX_SAFE_INTEGER,
    });
    return async (job) => {
      await queue.removeTokens(1);
      return job();
    };
  },
};
