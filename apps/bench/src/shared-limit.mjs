// Four processes, one account: 429s, time and Redis commands of limits that processes share, over real HTTPS and a real Redis.
import { startRedis } from "@sendo-internal/test-kit/redis";
import { fork } from "node:child_process";
import { once } from "node:events";
import net from "node:net";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { KEY } from "./limiter-server.mjs";
import { median, publish, table } from "./report.mjs";
import { startServer } from "./start-server.mjs";

const RULES = ["calendar-second", "first-request", "sliding-log", "token-bucket"];
const LOADS = { "4 x 100": [100, 100, 100, 100], "400, 0, 0, 0": [400, 0, 0, 0], "4 x 10": [10, 10, 10, 10] };
/** Peers are run by the rules that are the strictest and the mildest to them. */
const PEER_RULES = ["calendar-second", "sliding-log"];
const ALONE = "@sendo/core, one process";
const OURS = "@sendo/redis";
const ALL_CLIENTS = [
  ALONE,
  OURS,
  "bottleneck, minTime",
  "bullmq, limiter",
  "rate-limiter-flexible, queue",
  "bottleneck, reservoir",
];
/**
 * Which clients run beside one process alone, with which loads and how often; and how many cells run at a time: on a busy machine,
 * cells slow each other down. A part of the loads is only printed, and does not take the place of the whole report.
 */
const { values: asked } = parseArgs({
  options: {
    only: { type: "string", multiple: true },
    load: { type: "string", multiple: true, default: Object.keys(LOADS) },
    times: { type: "string", default: "1" },
    "side-by-side": { type: "string", default: "1" },
  },
});
const CLIENTS = ALL_CLIENTS.filter((name) => name === ALONE || (asked.only?.includes(name) ?? true));
const SIDE_BY_SIDE = Number(asked["side-by-side"]);
const LEG_MS = [5, 15];
/** A client that has not ended by then is cut off, and the report says how far it came. */
const TIME_LIMIT_MS = 40_000;

const sum = (values) => values.reduce((total, value) => total + value, 0);
const cells = RULES.flatMap((rule) =>
  asked.load.flatMap((load) => Array.from({ length: Number(asked.times) }, () => ({ rule, load, loads: LOADS[load] }))),
);
const isWhole = asked.load.length === Object.keys(LOADS).length;
const server = await startServer("limiter-server.mjs");

/** Counts what clients ask of a Redis: what their scripts do inside of it is not asked by them. */
async function countCommands(port) {
  const socket = net.connect(port, "127.0.0.1");
  let rest = "";
  let commands = 0;
  socket.setEncoding("latin1");
  socket.on("data", (chunk) => {
    const lines = (rest + chunk).split("\r\n");
    rest = lines.pop();
    for (const line of lines) if (/^\+[\d.]+ \[\d+ (?!lua\])/.test(line)) commands += 1;
  });
  socket.write("MONITOR\r\n");
  await once(socket, "data");
  return { count: () => commands, stop: () => socket.destroy() };
}

const startProcess = async () => {
  const child = fork(fileURLToPath(new URL("./shared-limit-run.mjs", import.meta.url)));
  await once(child, "message");
  return child;
};
const answers = (processes) => Promise.all(processes.map(async (child) => (await once(child, "message"))[0]));
const tell = (processes, message) => processes.forEach((child) => child.send(message));

/** A cell whose processes are ready to begin. */
async function prepare(client, cell, index) {
  const id = `${client} ${cell.rule} ${cell.load}`.replace(/[^a-z0-9]+/gi, "-");
  const loads = client === ALONE ? [sum(cell.loads)] : cell.loads;
  await server.ask("open", { id, rule: cell.rule, leg: LEG_MS });
  await server.ask("open", { id: `${id}-warm-up`, rule: cell.rule, leg: LEG_MS });
  const redis = await startRedis();
  const processes = await Promise.all(loads.map(startProcess));
  const ready = answers(processes);
  for (const [i, child] of processes.entries()) {
    const base = `https://127.0.0.1:${server.port}/${id}`;
    const warmUpBase = `https://127.0.0.1:${server.port}/${id}-warm-up`;
    const link = { key: KEY, base, warmUpBase, ca: server.ca, redisUrl: redis.url, account: id };
    child.send({ say: "prepare", client, sends: loads[i], ...link });
  }
  await ready;
  return { client, cell, index, id, redis, processes, total: sum(loads), commands: await countCommands(redis.port) };
}

async function run({ client, cell, index, id, redis, processes, total, commands }) {
  // At different phases of the second, so that the bursts of cells that run side by side do not coincide.
  await setTimeout((index * 1000) / SIDE_BY_SIDE + Math.random() * 20);
  const startedMs = Date.now();
  const ended = answers(processes);
  tell(processes, { say: "go" });
  let cut = false;
  for (const done = ended.then(() => true); !cut && !(await Promise.race([done, setTimeout(100)]));) {
    const { requests, refused } = await server.ask("count", { id });
    if (requests - refused >= total && client.startsWith("bullmq")) tell(processes, { say: "stop" });
    cut = Date.now() - startedMs > TIME_LIMIT_MS;
  }
  const sent = commands.count();
  commands.stop();
  const { requests, refused } = await server.ask("count", { id });
  const results = cut ? [] : await ended;
  for (const child of processes) child.kill();
  await redis.close();
  if (cut) return { ...cell, client, total, refused, accepted: requests - refused, cut };
  const accepted = sum(results.map((result) => result.accepted));
  if (accepted !== total || requests !== total + refused)
    throw new Error(`${id}: ${requests} requests, ${refused} refusals and ${accepted} results for ${total} sends`);
  const ends = results.filter((result) => result.accepted > 0).map(({ lastEpochMs }) => lastEpochMs - startedMs);
  const [firstMs, lastMs] = [Math.min(...ends), Math.max(...ends)];
  const cpuMs = sum(results.map((result) => result.cpuMs ?? 0));
  return { ...cell, client, total, refused, commands: sent / total, firstMs, lastMs, cpuMs };
}

const results = [];
const seconds = (ms) => (ms / 1000).toFixed(2);
/** What one process alone needed for as many sends by the same rule, in this run. */
function aloneMs({ rule, total }) {
  const alone = results.filter((result) => result.client === ALONE && result.rule === rule && result.total === total);
  return median(alone.map(({ lastMs }) => lastMs));
}

function row(result) {
  const { client, load, refused } = result;
  if (result.cut) return [client, load, refused, `cut off at ${TIME_LIMIT_MS / 1000} s, ${result.accepted} sent`];
  const { total, commands, firstMs, lastMs, cpuMs } = result;
  return [
    client,
    client === ALONE ? total : load,
    refused,
    seconds(lastMs),
    `${((100 * total) / 20 / (lastMs / 1000)).toFixed(0)} %`,
    `${((100 * aloneMs(result)) / lastMs).toFixed(1)} %`,
    client === ALONE ? 0 : commands.toFixed(2),
    seconds(firstMs),
    `${cpuMs} ms`,
  ];
}

const HEAD = [
  "client",
  "sends",
  "429s",
  "s to the last",
  "utilisation",
  "of one process",
  "commands",
  "s to the first",
  "CPU",
];
const fill = (cells) => HEAD.map((_, column) => cells[column] ?? "");
const mean = (values) => sum(values) / values.length;
function report() {
  const parts = [
    `Four processes that share nothing but a Redis send 400 messages (or 40) to a server that allows 20 per second to all of them together. They use real TLS, and a round trip takes 20 +- 10 ms. Rejected requests go back through the same limiter. Each process has sent five messages over other connections before. One Redis to a cell, ${SIDE_BY_SIDE === 1 ? "one cell at a time" : `${SIDE_BY_SIDE} cells side by side`}, clients take turns, ${asked.times === "1" ? "one run" : `${asked.times} runs`} in each cell.`,
    [
      '- "s to the last": from the start to the last message that was accepted; "s to the first": until the first of the processes with anything to send was done (of bullmq, whose jobs go to any process: had sent its last).',
      '- "utilisation": as many seconds as 20 a second would take, over "s to the last". The first 20 are a free burst, so the ceiling is 105 % for 400 sends and near 200 % for 40.',
      '- "of one process": the time that `@sendo/core` alone took for as many sends by the same rule in this run, over "s to the last".',
      '- "CPU": the CPU time of all processes, without server and Redis, from the start to the last message.',
      '- "commands": what the processes asked of Redis for each send, as `MONITOR` shows it, without what scripts do inside. Of bullmq it includes storing the jobs, which the others do not do.',
    ].join("\n"),
  ];
  for (const rule of RULES) {
    const rows = results.filter((result) => result.rule === rule).map((result) => fill(row(result)));
    parts.push(`## ${rule}`, table(HEAD, rows));
  }
  const totals = CLIENTS.flatMap((client) => {
    const own = results.filter((result) => result.client === client);
    if (own.length === 0) return [];
    const whole = own.filter(({ cut }) => !cut);
    if (whole.length === 0) return [[client, sum(own.map(({ refused }) => refused)), `0 of ${own.length}`, "", "", ""]];
    const shares = whole.map((result) => (100 * aloneMs(result)) / result.lastMs);
    return [
      [
        client,
        sum(own.map(({ refused }) => refused)),
        `${whole.filter(({ refused }) => refused === 0).length} of ${own.length}`,
        `${mean(shares).toFixed(1)} %`,
        `${Math.min(...shares).toFixed(1)} %`,
        client === ALONE ? 0 : Math.max(...whole.map(({ commands }) => commands)).toFixed(2),
      ],
    ];
  });
  parts.push(
    "## All cells",
    table(["client", "429s", "cells without a 429", "mean of one process", "lowest", "most commands"], totals),
  );
  if (isWhole) publish("shared-limit", "One limit for four processes", parts);
  else console.log(parts.join("\n\n"));
}

/** Whether a client runs in a cell. Clients take turns in each cell, because other programs load the machine differently over time. */
const isRun = (client, { rule, load }) =>
  client === ALONE ? load !== "400, 0, 0, 0" || !isWhole : client === OURS || PEER_RULES.includes(rule);
const runs = cells.flatMap((cell) => CLIENTS.flatMap((client) => (isRun(client, cell) ? [{ client, cell }] : [])));
for (let first = 0; first < runs.length; first += SIDE_BY_SIDE) {
  const wave = runs.slice(first, first + SIDE_BY_SIDE).map(({ client, cell }, index) => prepare(client, cell, index));
  const ready = await Promise.all(wave); // so that no cell is measured while processes of another start
  for (const result of await Promise.all(ready.map(run))) {
    results.push(result);
    console.error(JSON.stringify(result));
  }
}
report();
server.close();

process.exit();
