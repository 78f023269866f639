// Answers every POST with what all the SDKs of `overhead` take for a success.
import { createAuthority } from "@sendo-internal/local-authority";
import https from "node:https";

const BODY = '{"success":true,"ok":true,"id":"msg_0123456789abcdefghijklmnop"}';
const authority = await createAuthority({ hosts: ["localhost", "127.0.0.1"], epochMs: Date.now() });
const { certPem, keyPem } = await authority.issue();
const server = https.createServer({ cert: certPem, key: keyPem, keepAliveTimeout: 60_000 }, (request, response) => {
  request.resume();
  request.on("end", () =>
    response.writeHead(200, { "content-type": "application/json", "content-length": BODY.length }).end(BODY),
  );
});
server.listen(0, "127.0.0.1", () => process.send({ port: server.address().port, ca: authority.caPem }));
process.on("disconnect", () => process.exit());
