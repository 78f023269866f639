import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { startSandbox } from "@sendo/sandbox";
import { expect, it, onTestFinished } from "vitest";
import { playParties } from "../src/play-parties.js";

const PARTY = { id: "p1", name: "Ada", size: 4, phone: "+1********42", state: "called", optedOut: false };

/** An app that accepts every request but whose list never changes, for example because no webhook reaches it. */
async function startStuckApp(readyStatus: number): Promise<string> {
  const server = createServer((request, response) => {
    const party = { ...PARTY, message: { status: "QUEUED", messageId: "m-1" } };
    if (request.url === "/api/events") {
      response.writeHead(200, { "content-type": "text/event-stream" }).write(`data: ${JSON.stringify([party])}\n\n`);
    } else {
      response.statusCode = request.url?.endsWith("/ready") ? readyStatus : 201;
      response.end(JSON.stringify(party));
    }
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

it("names the step that timed out, and the last state", async () => {
  await using sandbox = await startSandbox();
  const lines: string[] = [];
  const playing = playParties(await startStuckApp(200), sandbox, (line) => lines.push(line), 200);
  await expect(playing).rejects.toThrow(/Within 200 ms .*the message to Ada is DELIVERED.*QUEUED/);
  expect(lines.at(-1)).toContain("the message is QUEUED");
});

it("names the request that the app rejected", async () => {
  await using sandbox = await startSandbox();
  const playing = playParties(await startStuckApp(502), sandbox, () => {}, 200);
  await expect(playing).rejects.toThrow(/POST \/api\/parties\/p1\/ready returned 502/);
});
