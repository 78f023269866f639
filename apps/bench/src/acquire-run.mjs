// One limiter in a process of its own: acquire-run.mjs WHAT LIMITER [BUNDLE]. WHAT is one-at-a-time, at-once or waiting.
import { performance } from "node:perf_hooks";
import { setImmediate } from "node:timers";
import { peerLimiters } from "./peer-limiters.mjs";

const WAITERS = 100_000;
const [what, name, bundle] = process.argv.slice(2);

async function createLimiter(limit, intervalMs) {
  if (name === "(bare promise)") {
    if (what !== "waiting") return (job) => new Promise((resolve) => resolve(job()));
    return () => new Promise((resolve) => held.push(resolve));
  }
  if (name !== "@sendo/core") return peerLimiters[name](limit, intervalMs);
  const { Limiter, systemClock } = await import(bundle);
  // Ours counts by the second; one request that is under way and never ends holds the others just as well.
  const limiter = new Limiter({ limit: what === "waiting" ? 1 : limit, clock: systemClock, random: Math.random });
  // As a call does: it waits only if there is no free slot.
  return (job) =>
    new Promise((resolve) => {
      const start = (permit) => {
        const result = job();
        if (what !== "waiting") permit.responded(200, {});
        resolve(result);
      };
      const permit = limiter.tryAcquire();
      if (permit === undefined) limiter.enqueue("normal", start);
      else start(permit);
    });
}

const held = [];
// Keeps a limiter in memory while its waiters are weighed: one that has set no timer is otherwise nobody's, and is weighed away.
const kept = (globalThis.kept = [held]);
const job = () => Promise.resolve();
const finish = (value) => process.stdout.write(JSON.stringify(value), () => process.exit());

if (what === "waiting") {
  const limit = await createLimiter(1, 20_000);
  kept.push(limit);
  void limit(job); // takes the only place
  await new Promise(setImmediate);
  const promises = new Array(WAITERS).fill(undefined);
  globalThis.gc();
  const heapBefore = process.memoryUsage().heapUsed;
  const cpu = process.cpuUsage();
  for (let i = 0; i < WAITERS; i += 1) promises[i] = limit(job);
  await new Promise(setImmediate);
  const { user, system } = process.cpuUsage(cpu);
  globalThis.gc();
  finish({ bytes: (process.memoryUsage().heapUsed - heapBefore) / promises.length, cpuUs: (user + system) / WAITERS });
} else {
  const limit = await createLimiter(1e9, 1000);
  const width = what === "at-once" ? 1000 : 1;
  const step = () => (width === 1 ? limit(job) : Promise.all(Array.from({ length: width }, () => limit(job))));
  const measure = async (ms) => {
    const startedMs = performance.now();
    const cpu = process.cpuUsage();
    let acquired = 0;
    // The clock is read once in 100 steps, but for a limiter that is so slow that it matters.
    while (performance.now() - startedMs < ms) {
      for (let i = 0; i < (width === 1 ? 100 : 1); i += 1) await step();
      acquired += width === 1 ? 100 : width;
    }
    const { user, system } = process.cpuUsage(cpu);
    return {
      cpuNs: ((user + system) * 1000) / acquired,
      wallNs: ((performance.now() - startedMs) * 1e6) / acquired,
    };
  };
  await measure(300);
  finish(await measure(700));
}
