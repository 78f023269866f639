// 429s and utilisation of rate limiters over real HTTPS: every client through every cell, cells of one client side by side.
import { isSendoError, Sendo } from "@sendo/core";
import https from "node:https";
import { performance } from "node:perf_hooks";
import { setTimeout } from "node:timers/promises";
import { KEY } from "./limiter-server.mjs";
import { peerLimiters } from "./peer-limiters.mjs";
import { post } from "./post.mjs";
import { publish, table } from "./report.mjs";
import { startServer } from "./start-server.mjs";

const SENDS = 400;
const RULES = ["calendar-second", "first-request", "sliding-log", "token-bucket"];
const ROUND_TRIPS = { "0 ms": [0, 0], "20 +- 10 ms": [5, 15], "150 +- 100 ms": [25, 125] };
const INPUT = { campaign: "U7fQ39nX", to: "+12065550142", body: "Your table is ready" };

const cells = Object.entries(ROUND_TRIPS).flatMap(([roundTrip, leg]) =>
  [false, true].flatMap((cold) => RULES.map((rule) => ({ roundTrip, leg, cold, rule }))),
);

const server = await startServer("limiter-server.mjs");

/** A send that ends when it is accepted; what was refused goes back through the same limiter. */
function sender(client, id) {
  if (client === "@sendo/core") {
    const sendo = new Sendo({
      apiKey: KEY,
      baseUrl: `https://127.0.0.1:${server.port}/${id}`,
      ca: server.ca,
      rateLimit: { account: id },
      retry: { rateLimited: 20 },
    });
    const send = () =>
      sendo.messages
        .send(INPUT)
        .catch((error) => (isSendoError(error) && error.httpStatus === 429 ? send() : Promise.reject(error)));
    return { send, close: () => sendo.close() };
  }
  const agent = new https.Agent({ keepAlive: true, ca: server.ca, scheduling: "lifo" });
  const limit = peerLimiters[client](20, 1000);
  const headers = { authorization: `Bearer ${KEY}` };
  const send = async () => {
    const { httpStatus } = await limit(() => post(agent, server.port, `/${id}/v1/message/send`, INPUT, headers));
    if (httpStatus === 429) return send();
    if (httpStatus !== 200) throw new Error(`HTTP ${httpStatus}`);
  };
  return { send, close: () => agent.destroy() };
}

async function run(client, cell, index) {
  const id = `${client} ${index}`.replace(/[^a-z0-9]+/gi, "-");
  await server.ask("open", { id, ...cell });
  // At different phases of the second, so that the bursts of cells that run side by side do not coincide.
  await setTimeout((index % 4) * 1000 + (index * 1000) / cells.length + Math.random() * 20);
  const { send, close } = sender(client, id);
  const startedMs = performance.now();
  await Promise.all(Array.from({ length: SENDS }, send));
  const tookMs = performance.now() - startedMs;
  const { refused, requests } = await server.ask("count", { id });
  await close();
  if (requests !== SENDS + refused)
    throw new Error(`${id}: ${requests} requests for ${SENDS} sends and ${refused} refusals`);
  return { ...cell, refused, utilisation: (100 * (SENDS / 20)) / (tookMs / 1000) };
}

const results = new Map();
for (const client of ["@sendo/core", ...Object.keys(peerLimiters)]) {
  results.set(client, await Promise.all(cells.map((cell, index) => run(client, cell, index))));
  console.error(`${client}: ${results.get(client).reduce((sum, { refused }) => sum + refused, 0)} x 429`);
}
server.close();

const parts = [
  `${SENDS} sends in each cell to a server that allows 20 a second. A cell reads: requests answered 429 / utilisation, which is 20 s over the time until the 400th send was accepted (the first 20 are a free burst, so that the ceiling is 105 %). "Cold" adds two further round trips to the first request of each connection, as a TLS handshake costs on a real way; connections are real TLS ones in both. One run in each cell.`,
];
for (const roundTrip of Object.keys(ROUND_TRIPS)) {
  for (const cold of [false, true]) {
    const rows = [...results].map(([client, cells]) => [
      client,
      ...cells
        .filter((cell) => cell.roundTrip === roundTrip && cell.cold === cold)
        .map(({ refused, utilisation }) => `${refused} / ${utilisation.toFixed(0)} %`),
    ]);
    parts.push(`## Round trip ${roundTrip}, ${cold ? "cold" : "warm"} connections`, table(["client", ...RULES], rows));
  }
}
const totals = [...results].map(([client, cells]) => [
  client,
  cells.reduce((sum, { refused }) => sum + refused, 0),
  Math.max(...cells.map(({ refused }) => refused)),
  `${cells.filter(({ refused }) => refused === 0).length} of ${cells.length}`,
  `${Math.min(...cells.map(({ utilisation }) => utilisation)).toFixed(0)} %`,
]);
parts.push(
  "## All cells",
  table(["client", "429s", "429s in the worst cell", "cells without a 429", "lowest utilisation"], totals),
);
publish("limiters", "Rate limiters beside each other", parts);
