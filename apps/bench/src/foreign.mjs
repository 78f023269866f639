// Somebody else with the same key takes half of the limit for a minute: how often are we refused, and how soon are we back?
import { Sendo } from "@sendo/core";
import { performance } from "node:perf_hooks";
import { setTimeout } from "node:timers/promises";
import { KEY } from "./limiter-server.mjs";
import { publish, table } from "./report.mjs";
import { startServer } from "./start-server.mjs";

const SHARED_MS = 60_000;
const GIVE_UP_MS = 60_000;
// Sends come in bursts, so a rate is taken over a number of them: from one accepted send to the 400th after it.
const SENDS_AFTER = 400;
const RULES = ["calendar-second", "first-request", "sliding-log", "token-bucket"];
const INPUT = { campaign: "U7fQ39nX", to: "+12065550142", body: "Your table is ready" };

const server = await startServer("limiter-server.mjs");

async function run(rule) {
  await server.ask("open", { id: rule, rule, leg: [5, 15] });
  const sendo = new Sendo({
    apiKey: KEY,
    baseUrl: `https://127.0.0.1:${server.port}/${rule}`,
    ca: server.ca,
    rateLimit: { account: rule },
    retry: { rateLimited: 20 },
  });
  let stopped = false;
  let failed = 0;
  let lowestLimit = Infinity;
  const acceptedAtMs = [];
  const worker = async () => {
    while (!stopped) {
      try {
        await sendo.messages.send(INPUT);
        acceptedAtMs.push(performance.now());
      } catch {
        failed += 1;
      }
      lowestLimit = Math.min(lowestLimit, sendo.rateLimit.limit);
    }
  };
  await server.ask("startForeign", { id: rule, perSecond: 10 });
  const workers = Array.from({ length: 60 }, worker);
  await setTimeout(SHARED_MS);
  await server.ask("stopForeign", { id: rule });
  const shared = await server.ask("count", { id: rule });
  const sharedSends = acceptedAtMs.length;
  const aloneMs = performance.now();
  while (sendo.rateLimit.limit < 20 && performance.now() - aloneMs < GIVE_UP_MS) await setTimeout(50);
  const backMs = performance.now() - aloneMs;
  const from = acceptedAtMs.length - 1;
  while (acceptedAtMs.length <= from + SENDS_AFTER) await setTimeout(50);
  const after = await server.ask("count", { id: rule });
  stopped = true;
  await Promise.all(workers);
  await sendo.close();
  const pauses = acceptedAtMs.slice(1, sharedSends).map((atMs, index) => atMs - acceptedAtMs[index]);
  return [
    rule,
    shared.requests,
    shared.refused,
    `${((100 * shared.refused) / shared.requests).toFixed(1)} %`,
    failed,
    lowestLimit,
    ((shared.requests - shared.refused) / (SHARED_MS / 1000)).toFixed(1),
    (Math.max(...pauses) / 1000).toFixed(1),
    `${((100 * shared.foreign.refused) / shared.foreign.requests).toFixed(1)} %`,
    backMs < GIVE_UP_MS ? (backMs / 1000).toFixed(1) : `not within ${GIVE_UP_MS / 1000}`,
    after.refused - shared.refused,
    (SENDS_AFTER / ((acceptedAtMs[from + SENDS_AFTER] - acceptedAtMs[from]) / 1000)).toFixed(1),
  ];
}

const rows = await Promise.all(RULES.map(run));
server.close();
const head = [
  "rule",
  "our requests while shared",
  "of them 429",
  "share",
  "sends that failed",
  "lowest limit kept",
  "our accepted sends a second",
  "longest pause between two, s",
  "the other's requests refused",
  "seconds until 20 a second again",
  "our 429s after the other stopped",
  "our accepted sends a second then",
];
publish("foreign", "Somebody else with the same key", [
  `The other one makes 10 requests a second, evenly, for ${SHARED_MS / 1000} s; we always have 60 sends waiting. Round trip 20 +- 10 ms, warm connections, 20 a second allowed for both together. A refused send is repeated behind the limiter and counted each time. "Then" is the time from one accepted send to the ${SENDS_AFTER}th after it, once the limit was back at 20: whole bursts, so that where a window of time happens to end does not matter.`,
  table(head, rows),
]);
