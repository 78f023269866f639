// The server of `limiters` and `foreign`, in a process of its own. It is told its cells over IPC and tells what it counted.
import { createAuthority } from "@sendo-internal/local-authority";
import { createGate } from "@sendo/core/gate";
import https from "node:https";
import { clearInterval, setInterval, setTimeout } from "node:timers";

export const KEY = "sandbox_bench0000000000";
const AUTHORIZED = { secure: true, headers: { authorization: `Bearer ${KEY}` } };

/** @type {Map<string, { gate, leg, cold, seen: WeakSet<object>, requests: number, refused: number, foreign?: object }>} */
const cells = new Map();

// Drawn separately for each way, so that requests overtake one another.
const legMs = ([least, most]) => least + Math.random() * (most - least);
const later = (run, delayMs) => (delayMs <= 0 ? run() : setTimeout(run, delayMs));

function answer(request, response) {
  const cell = cells.get(request.url.split("/", 2)[1]);
  // What a TCP and a TLS handshake cost on a real way: two further round trips before the first request of a connection.
  const isNew = !cell.seen.has(request.socket);
  cell.seen.add(request.socket);
  const opening = cell.cold && isNew ? legMs(cell.leg) + legMs(cell.leg) + legMs(cell.leg) + legMs(cell.leg) : 0;
  request.resume();
  request.on("end", () =>
    later(
      () => {
        const verdict = cell.gate.admit({ secure: true, headers: request.headers });
        cell.requests += 1;
        if (!verdict.admitted) cell.refused += 1;
        later(() => {
          if (verdict.admitted) response.writeHead(200, verdict.headers).end('{"success":true,"id":"msg_0001"}');
          else response.writeHead(verdict.reply.httpStatus, verdict.reply.headers).end(verdict.reply.body);
        }, legMs(cell.leg));
      },
      opening + legMs(cell.leg),
    ),
  );
}

const commands = {
  open: ({ id, rule, leg, cold = false }) => {
    const gate = createGate({ keys: [KEY], window: rule });
    cells.set(id, { gate, leg, cold, seen: new WeakSet(), requests: 0, refused: 0 });
  },
  // Somebody else with the same key, evenly spaced.
  startForeign: ({ id, perSecond }) => {
    const cell = cells.get(id);
    cell.foreign = { requests: 0, refused: 0 };
    cell.foreignTimer = setInterval(() => {
      cell.foreign.requests += 1;
      if (!cell.gate.admit(AUTHORIZED).admitted) cell.foreign.refused += 1;
    }, 1000 / perSecond);
  },
  stopForeign: ({ id }) => clearInterval(cells.get(id).foreignTimer),
  count: ({ id }) => {
    const { requests, refused, foreign } = cells.get(id);
    return { requests, refused, foreign };
  },
};

if (process.send !== undefined) {
  const authority = await createAuthority({ hosts: ["localhost", "127.0.0.1"], epochMs: Date.now() });
  const { certPem, keyPem } = await authority.issue();
  const server = https.createServer({ cert: certPem, key: keyPem, keepAliveTimeout: 60_000 }, answer);
  server.listen(0, "127.0.0.1", () => process.send({ port: server.address().port, ca: authority.caPem }));
  process.on("message", ({ ticket, command, ...input }) => process.send({ ticket, value: commands[command](input) }));
  process.on("disconnect", () => process.exit());
}
