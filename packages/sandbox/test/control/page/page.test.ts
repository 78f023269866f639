import http, { type IncomingHttpHeaders } from "node:http";
import { describe, expect, test } from "vitest";
import { startSandbox, type Sandbox } from "../../../src/index.js";

interface PageAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

function ask(
  sandbox: Sandbox,
  path: string,
  headers: Record<string, string> = {},
  method = "GET",
): Promise<PageAnswer> {
  const { host, port } = new URL(sandbox.controlUrl);
  return new Promise((resolve, reject) => {
    const request = http.request(
      { host: "127.0.0.1", port, path, method, headers: { host, ...headers }, agent: false },
      (response) => {
        let text = "";
        response.setEncoding("utf8");
        response.on("data", (chunk: string) => (text += chunk));
        response.on("end", () => resolve({ status: response.statusCode!, headers: response.headers, text }));
      },
    );
    request.on("error", reject);
    request.end();
  });
}

test("is served with a policy that allows nothing inline and nothing from elsewhere", async () => {
  await using sandbox = await startSandbox();
  const page = await ask(sandbox, "/");
  expect(page.status).toBe(200);
  expect(page.headers).toMatchObject({
    "content-type": "text/html; charset=utf-8",
    "cache-control": "no-cache",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
  });
  const policy = page.headers["content-security-policy"] as string;
  expect(policy.split("; ")).toEqual(
    expect.arrayContaining([
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "connect-src 'self'",
      "img-src 'self' data: http://localhost:* http://127.0.0.1:* https://localhost:* https://127.0.0.1:*",
      "frame-ancestors 'none'",
    ]),
  );
  const [images, ...others] = policy
    .split("; ")
    .sort((one, other) => Number(other.startsWith("img-src")) - Number(one.startsWith("img-src")));
  expect(images).toMatch(/^img-src /); // of a local app, and of no other machine
  expect(others.join("; ")).not.toMatch(/unsafe|\*|https?:/);
  expect(page.text).not.toMatch(/<style|<script(?![^>]*\bsrc="\/assets\/)|\bon\w+=|https?:\/\//);
  expect(page.headers["set-cookie"]).toBeUndefined();
  expect(page.text).not.toContain(sandbox.controlToken);
});

test("has files that a browser may keep, and that hold no secret", async () => {
  await using sandbox = await startSandbox();
  const { text } = await ask(sandbox, "/");
  const assets = [...text.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map((match) => match[1]!);
  expect(assets).toHaveLength(2);
  for (const path of assets) {
    const file = await ask(sandbox, path);
    expect(file.status).toBe(200);
    expect(file.headers["cache-control"]).toBe("public, max-age=31536000, immutable");
    expect(file.headers["content-type"]).toMatch(/^text\/(?:javascript|css); charset=utf-8$/);
    expect(file.text).not.toContain(sandbox.controlToken);
  }
  const head = await ask(sandbox, "/", {}, "HEAD");
  expect(head).toMatchObject({ status: 200, text: "", headers: { "content-length": String(Buffer.byteLength(text)) } });
});

test("tells its address, with the token where no server sees it", async () => {
  await using sandbox = await startSandbox();
  expect(sandbox.pageUrl).toBe(`${sandbox.controlUrl}/#token=${sandbox.controlToken}`);
});

describe("refuses", () => {
  test.each<[string, Record<string, string>]>([
    ["a name that somebody points to this machine", { host: "evil.example:8444" }],
    ["another origin", { origin: "https://evil.example" }],
    ["the null origin", { origin: "null" }],
  ])("%s", async (_, headers) => {
    await using sandbox = await startSandbox();
    for (const path of ["/", "/icon.svg"]) {
      const answer = await ask(sandbox, path, headers);
      expect(answer.status).toBe(403);
      expect(answer.text).not.toMatch(/<(?:html|svg)/);
      expect(answer.headers["access-control-allow-origin"]).toBeUndefined();
    }
  });

  test.each([
    "/../package.json",
    "/assets/../../index.js",
    "/%2e%2e/index.js",
    "//etc/passwd",
    "/__proto__",
    "/nowhere",
  ])("what is no file of the page: %s", async (path) => {
    await using sandbox = await startSandbox();
    expect((await ask(sandbox, path)).status).toBe(404);
  });

  test("to be written to", async () => {
    await using sandbox = await startSandbox();
    const answer = await ask(sandbox, "/", {}, "POST");
    expect(answer).toMatchObject({ status: 405, headers: { allow: "GET, HEAD" } });
  });
});
