// Unknown outcomes from connections that the server has just dropped: with and without core's rule for idle sockets.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { publish, table } from "./report.mjs";
import { WAY_MS } from "./stale-sockets-server.mjs";
import { startServer } from "./start-server.mjs";

// node src/stale-sockets.mjs [WRITES]: writes in each cell.
const WRITES = Number(process.argv[2] ?? 10_000);
const CELL_MS = 240_000;
const SERVERS = [1000, 2000, 5000];
const RULES = { "2 s (the default)": 2000, "no rule": 1e9 };
const BEFORE_MS = 40;
const AFTER_MS = 20;

const server = await startServer("stale-sockets-server.mjs", SERVERS);
// As one file for the whole process, since each of some hundred clients would otherwise build a trust store of its own.
const folder = mkdtempSync(join(tmpdir(), "sendo-bench-"));
const caFile = join(folder, "ca.pem");
writeFileSync(caFile, server.ca);
const client = await startServer("stale-sockets-run.mjs", [], { NODE_EXTRA_CA_CERTS: caFile });

async function run(index, [rule, idleSocketMs]) {
  const idleMs = SERVERS[index];
  const writes = Math.max(5, Math.floor((CELL_MS / idleMs) * Math.min(1, WRITES / 10_000)));
  const chains = Math.ceil(WRITES / writes);
  const id = rule.replace(/[^a-z0-9]+/gi, "-");
  const gapMs = [idleMs - BEFORE_MS, idleMs + AFTER_MS];
  const ended = await client.ask("run", { port: server.ports[index], id, idleSocketMs, writes, chains, gapMs });
  const { requests, connections } = await server.ask("count", { server: index, id });
  const count = (outcome, from = -Infinity, to = Infinity) =>
    ended.filter(([ms, what]) => what === outcome && ms - idleMs >= from && ms - idleMs < to).length;
  const per10000 = (from, to) => {
    const all = ended.filter(([ms]) => ms - idleMs >= from && ms - idleMs < to).length;
    return all === 0 ? "-" : Math.round((10_000 * count("unknown", from, to)) / all);
  };
  return {
    cell: [`${idleMs / 1000} s`, rule],
    totals: [
      ended.length,
      count("accepted"),
      count("not-sent"),
      count("unknown"),
      per10000(-Infinity, Infinity),
      requests - chains - count("accepted"), // the first write of each chain only opens its connection
      connections,
    ],
    byGap: [per10000(-Infinity, -20), per10000(-20, 0), per10000(0, 20), per10000(20, Infinity)],
  };
}

const cells = await Promise.all(SERVERS.flatMap((_, index) => Object.entries(RULES).map((rule) => run(index, rule))));
client.close();
server.close();
rmSync(folder, { recursive: true });

publish("stale-sockets", "Connections that the server has just dropped", [
  `Three servers destroy a connection exactly 1, 2 or 5 s after their last answer on it, and announce nothing (no \`Keep-Alive\` header). Between them and the client a relay holds bytes, ends and resets for ${WAY_MS} ms each way. Chains of one write after the other, every chain with an \`HttpsTransport\` of its own, the gap between an answer and the next write drawn evenly from ${BEFORE_MS} ms before the server's time to ${AFTER_MS} ms after it: the worst moments there are. "Rule" is \`idleSocketMs\`: a socket that has been idle for longer is not used again.`,
  table(
    [
      "server drops after",
      "rule",
      "writes",
      "accepted",
      "not-sent",
      "unknown",
      "unknown per 10,000",
      "unknown, but received",
      "connections opened",
    ],
    cells.map(({ cell, totals }) => [...cell, ...totals]),
  ),
  "## Unknown outcomes per 10,000 writes, by how long the gap really was, against the server's time",
  table(
    ["server drops after", "rule", "over 20 ms less", "20 to 0 ms less", "0 to 20 ms more", "over 20 ms more"],
    cells.map(({ cell, byGap }) => [...cell, ...byGap]),
  ),
]);
