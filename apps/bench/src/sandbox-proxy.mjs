// Ends TLS for a server on this machine that speaks plain HTTP only. Told over IPC which port is meant.
import http from "node:http";
import https from "node:https";
import { createAuthority } from "@sendo-internal/local-authority";

const authority = await createAuthority({ hosts: ["127.0.0.1"], epochMs: Date.now() });
const { certPem: cert, keyPem: key } = await authority.issue();
let port;
let agent = new http.Agent({ keepAlive: true });

const server = https.createServer({ cert, key }, (request, response) => {
  const { method, url: path, headers } = request;
  const forwarded = http.request({ host: "127.0.0.1", port, method, path, headers, agent }, (answer) => {
    response.writeHead(answer.statusCode, answer.headers);
    answer.pipe(response);
  });
  forwarded.on("error", () => response.destroy());
  request.pipe(forwarded);
});
server.listen(0, "127.0.0.1", () =>
  process.send({ url: `https://127.0.0.1:${server.address().port}`, ca: authority.caPem }),
);
process.on("message", (message) => {
  ({ port } = message);
  agent.destroy();
  agent = new http.Agent({ keepAlive: true });
  process.send({ port });
});
process.on("disconnect", () => process.exit());
