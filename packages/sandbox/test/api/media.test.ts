import { once } from "node:events";
import http, { type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { pipeline } from "node:stream";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { startSandbox, type Sandbox } from "../../src/index.js";
import { call } from "../support/api-client.js";

let sandbox: Sandbox;
let server: http.Server;
let base: string;
let asked: string[];
let other: string;

const FILES: Readonly<Record<string, (response: ServerResponse) => void>> = {
  "/photo.png": (response) => response.writeHead(200, { "content-type": "image/png" }).end(Buffer.alloc(400_000)),
  "/rest.png": (response) => response.writeHead(200, { "content-type": "IMAGE/PNG; x=1" }).end(Buffer.alloc(300_000)),
  "/byte.png": (response) => response.writeHead(200, { "content-type": "image/png" }).end(Buffer.alloc(300_001)),
  "/page.png": (response) => response.writeHead(200, { "content-type": "text/html" }).end("<p>"),
  "/moved.png": (response) => response.writeHead(302, { location: "/photo.png" }).end(),
  "/cut.png": (response) => {
    response.writeHead(200, { "content-type": "image/png", "content-length": "9" }).write("a");
    response.socket?.resetAndDestroy();
  },
  "/endless.png": (response) => {
    response.writeHead(200, { "content-type": "image/png" });
    // Through a pipeline, which waits for the reader: on Node 26 the callbacks of `write` alone never let go of the loop.
    pipeline(endless, response, () => {});
  },
};

function* endless(): Generator<Buffer> {
  for (;;) yield Buffer.alloc(65_536);
}

beforeAll(async () => {
  sandbox = await startSandbox({ clock: "manual", requestsPerSecond: false });
  server = http.createServer((request, response) => {
    asked.push(request.url!);
    (FILES[request.url!] ?? ((missing) => missing.writeHead(404).end()))(response);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  base = `http://127.0.0.1:${port}`;
  other = `http://localhost:${port}`;
});
beforeEach(() => void (asked = []));
afterAll(async () => {
  server.closeAllConnections();
  await Promise.all([sandbox.close(), new Promise((resolve) => server.close(resolve))]);
});

const mms = (of: Sandbox, mediaUrls: string[]): ReturnType<typeof call> =>
  call(of, "POST", "/v1/message/send", { campaign: of.campaign, to: "+12065550142", body: "look", mediaUrls });

describe("media that this machine serves", () => {
  test("is taken up to 700,000 bytes in all, by either name of this machine", async () => {
    const answer = await mms(sandbox, [`${base}/photo.png`, `${other}/rest.png`]);
    expect([answer.status, asked]).toEqual([200, ["/photo.png", "/rest.png"]]);
  });

  test.each([
    ["more bytes than that", ["/photo.png", "/byte.png"], /700000 bytes/],
    ["an endless file", ["/endless.png"], /700000 bytes/],
    ["a type that is not listed, whatever the name says", ["/page.png"], /MIME type/],
    ["a redirect, which is not followed", ["/moved.png"], /status 302/],
    ["nothing", ["/none.png"], /status 404/],
    ["a file that breaks off", ["/cut.png"], /breaks off|cannot be fetched/],
  ])("is refused with 400: %s", async (_, paths, said) => {
    const before = sandbox.messages().length;
    const answer = await mms(
      sandbox,
      paths.map((path) => base + path),
    );
    expect([answer.status, answer.body.error]).toEqual([400, expect.stringMatching(said)]);
    expect([asked, sandbox.messages().length]).toEqual([paths, before]);
  });

  test("is refused where nobody listens", async () => {
    const answer = await mms(sandbox, ["http://127.0.0.1:1/a.png"]);
    expect([answer.status, answer.body.error]).toEqual([400, 'A file in "mediaUrls" cannot be fetched.']);
  });

  test("is not looked at with assume.localMedia: false", async () => {
    await using blind = await startSandbox({ clock: "manual", assume: { localMedia: false } });
    expect((await mms(blind, [`${base}/page.png`])).status).toBe(200);
    expect(asked).toEqual([]);
  });
});

test("media elsewhere is never fetched: its name decides", async () => {
  // Reserved for documentation: a connection to it would hang until its own time-out.
  expect((await mms(sandbox, ["http://192.0.2.1/photo.png"])).status).toBe(200);
  expect((await mms(sandbox, ["http://127.0.0.1.example/photo.png"])).status).toBe(200);
  expect((await mms(sandbox, ["http://192.0.2.1/logo.svg"])).status).toBe(400);
});
