import { once } from "node:events";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { createAuthority } from "@sendo-internal/local-authority";

/** A server that accepts every request and then closes the connection, so that the outcome is unknown. */
export async function startLosingAnswers(): Promise<{
  baseUrl: string;
  ca: string;
  received: () => number;
  close(): void;
}> {
  const authority = await createAuthority({ hosts: ["127.0.0.1"], epochMs: Date.now() });
  const { certPem, keyPem } = await authority.issue();
  let received = 0;
  const server = createServer({ cert: certPem, key: keyPem }, (request) => {
    request.resume().on("end", () => {
      received++;
      request.socket.destroy();
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    baseUrl: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ca: authority.caPem,
    received: () => received,
    close: () => void server.close(),
  };
}
