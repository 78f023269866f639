// The servers of `stale-sockets`, in a process of its own: each drops a connection that has been idle for its time, without
// having said so, behind a relay that stands for the way there and back.
import { createAuthority } from "@sendo-internal/local-authority";
import { once } from "node:events";
import https from "node:https";
import net from "node:net";
import { clearTimeout, setTimeout } from "node:timers";

/** Milliseconds that bytes, the end of a connection and a reset take, each way. */
export const WAY_MS = 10;

async function startDropping(idleMs, certificate) {
  const counts = new Map();
  const dropTimers = new WeakMap();
  const server = https.createServer({ ...certificate, keepAliveTimeout: 0 }, (request, response) => {
    const { socket } = request;
    clearTimeout(dropTimers.get(socket));
    const id = request.url.split("/", 2)[1];
    const count = counts.get(id) ?? counts.set(id, { requests: 0, connections: 0 }).get(id);
    count.requests += 1;
    if (!dropTimers.has(socket)) count.connections += 1;
    dropTimers.set(socket, undefined);
    request.resume();
    request.on("end", () => response.end('{"success":true,"id":"msg_0001"}'));
    response.on("finish", () =>
      dropTimers.set(
        socket,
        setTimeout(() => socket.destroy(), idleMs),
      ),
    );
  });
  server.on("tlsClientError", () => {});
  await once(server.listen(0, "127.0.0.1"), "listening");
  return { port: server.address().port, counts };
}

async function startRelay(targetPort) {
  const relay = net.createServer({ allowHalfOpen: true, noDelay: true }, (near) => {
    const far = net.connect({ port: targetPort, host: "127.0.0.1", allowHalfOpen: true, noDelay: true });
    carry(near, far);
    carry(far, near);
  });
  await once(relay.listen(0, "127.0.0.1"), "listening");
  return relay.address().port;
}

// Timers of one length fire in the order in which they were set, so nothing overtakes anything.
function carry(from, to) {
  const later = (run) => setTimeout(() => to.destroyed || run(), WAY_MS);
  from.on("data", (bytes) => later(() => to.write(bytes)));
  from.on("end", () => later(() => to.end()));
  from.on("error", () => later(() => to.resetAndDestroy()));
}

if (process.send !== undefined) {
  const authority = await createAuthority({ hosts: ["127.0.0.1"], epochMs: Date.now() });
  const { certPem, keyPem } = await authority.issue();
  const idleTimesMs = process.argv.slice(2).map(Number);
  const servers = await Promise.all(idleTimesMs.map((ms) => startDropping(ms, { cert: certPem, key: keyPem })));
  const ports = await Promise.all(servers.map(({ port }) => startRelay(port)));
  process.send({ ports, ca: authority.caPem });
  process.on("message", ({ ticket, server, id }) => process.send({ ticket, value: servers[server].counts.get(id) }));
  process.on("disconnect", () => process.exit());
}
