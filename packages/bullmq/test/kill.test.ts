import { hasRedis } from "@sendo-internal/test-kit/redis";
import { expect, test } from "vitest";
import { runKills } from "./kill/kill-run.js";

// The whole run (10,000 messages, 200 kills, 10 Redis restarts) is `pnpm --filter @sendo/bullmq kill`; these are the same, small.
const isHere = hasRedis() || process.env.CI !== undefined;

test.runIf(isHere)(
  "workers killed with SIGKILL and Redis with AOF: every message ends accepted once, rejected, in review, or cancelled and unsent",
  async () => {
    const report = await runKills({ seed: 1, messages: 150, workers: 2, kills: 4, redisRestarts: 1 });
    expect(report).toMatchObject({ lost: [], acceptedTwice: [], contradictions: [], kills: 4, redisRestarts: 1 });
    // At most ten are in flight in a process that is killed, and may be in review.
    expect(report.states.accepted).toBeGreaterThan(80);
    expect(report.cancelled.confirmed).toBeGreaterThan(0);
    expect(report.states.cancelled).toBe(report.cancelled.confirmed);
  },
  120_000,
);

test.runIf(isHere)(
  "issue 16: the same with workers of two accounts on one queue: each message is sent by its own account",
  async () => {
    const report = await runKills({ seed: 1, messages: 60, workers: 2, kills: 2, redisRestarts: 1, accounts: 2 });
    expect(report).toMatchObject({ lost: [], acceptedTwice: [], contradictions: [], redisRestarts: 1 });
    expect(report.states.accepted).toBeGreaterThan(20);
  },
  180_000,
);
