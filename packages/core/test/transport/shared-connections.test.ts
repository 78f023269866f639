import { createAuthority } from "@sendo-internal/local-authority";
import https from "node:https";
import type { AddressInfo } from "node:net";
import type { TLSSocket } from "node:tls";
import { expect, onTestFinished, test } from "vitest";
import { HttpsTransport, Sendo } from "../../src/index.js";
import { answer, startCountingServer } from "../support/counting-server.js";

const message = { to: "+12065550142", body: "x" };
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function client(baseUrl: string, transport: HttpsTransport): Sendo {
  return new Sendo({ apiKey: "sandbox_k", baseUrl, campaign: "c", retry: false, requestsPerSecond: false, transport });
}

test("a transport that leads to several servers keeps their connections apart", async () => {
  const [one, other] = [await startCountingServer(), await startCountingServer()];
  const transport = new HttpsTransport({ ca: [one.ca, other.ca] });
  onTestFinished(async () => {
    transport.close();
    await Promise.all([one.close(), other.close()]);
  });
  // One port by its name and by its address: which certificate is right differs.
  const byName = one.url.replace("127.0.0.1", "localhost");
  const clients = [one.url, other.url, byName].map((url) => client(url, transport));
  for (let round = 0; round < 3; round += 1) {
    for (const sendo of clients) {
      await sendo.messages.send(message);
      await turn(); // the agent takes the socket back after the answer
    }
  }
  expect([one.requests.length, other.requests.length]).toEqual([6, 3]);
  expect([one.connections(), other.connections()]).toEqual([2, 1]);
  const hosts = one.requests.map(({ headers }) => headers.host);
  expect(new Set(hosts)).toEqual(new Set([`127.0.0.1:${one.port}`, `localhost:${one.port}`]));
});

test("a server is told its name in the handshake, as it needs to choose a certificate, and no address", async () => {
  const authority = await createAuthority({ hosts: ["localhost", "127.0.0.1"], epochMs: Date.now() });
  const { certPem, keyPem } = await authority.issue();
  const told: unknown[] = [];
  const server = https.createServer({ cert: certPem, key: keyPem }, (request, response) => {
    told.push((request.socket as TLSSocket).servername);
    answer(response, 200, { success: true, id: "m" });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const transport = new HttpsTransport({ ca: authority.caPem });
  onTestFinished(() => {
    transport.close();
    server.close();
  });
  await client(`https://localhost:${port}`, transport).messages.send(message);
  await client(`https://127.0.0.1:${port}`, transport).messages.send(message);
  expect(told).toEqual(["localhost", false]);
});
