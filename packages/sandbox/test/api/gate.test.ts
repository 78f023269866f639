import http from "node:http";
import net from "node:net";
import tls from "node:tls";
import { expect, test } from "vitest";
import { manualClock, startSandbox } from "../../src/index.js";
import { call, raw } from "../support/api-client.js";

const RATE_HEADERS = ["x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset"];
const path = "/v1/message/list?campaign=U7fQ39nX";

test("[missing-key-401] [error-body] a missing key answers 401, a wrong one 403", async () => {
  await using sandbox = await startSandbox();
  const status = async (headers: Record<string, string>): Promise<number> => {
    const answer = await raw(sandbox, { path, headers });
    expect(answer.body).toEqual({ error: expect.any(String) });
    return answer.status;
  };
  expect(await status({})).toBe(401);
  expect(await status({ authorization: "" })).toBe(401);
  expect(await status({ authorization: "Bearer" })).toBe(401);
  expect(await status({ authorization: "Bearer wrong" })).toBe(403);
  expect(await status({ authorization: "Bearer sandbox_another" })).toBe(403);
  expect(await status({ authorization: `Bearer ${sandbox.apiKey}x` })).toBe(403);
  expect(await status({ authorization: "Bearer __proto__" })).toBe(403);
});

test("the three rate headers are on every answer", async () => {
  await using sandbox = await startSandbox({ clock: "manual" });
  const authorization = `Bearer ${sandbox.apiKey}`;
  const json = { authorization, "content-type": "application/json" };
  const answers = [
    await raw(sandbox, { path }),
    await raw(sandbox, { path, headers: { authorization: "Bearer wrong" } }),
    await raw(sandbox, { path: "/nowhere", headers: { authorization } }),
    await raw(sandbox, { path: "/v1/message/none", headers: { authorization } }),
    await raw(sandbox, { path, headers: { authorization } }),
    await raw(sandbox, { method: "PUT", path: "/v1/message/send", headers: json }),
    await raw(sandbox, { method: "POST", path: "/v1/message/send", headers: json, body: "{" }),
    await raw(sandbox, { method: "POST", path: "/v1/message/send", headers: json, body: "x".repeat(300_000) }),
  ];
  expect(answers.map(({ status }) => status)).toEqual([401, 403, 404, 404, 200, 405, 400, 413]);
  for (const { headers } of answers) for (const name of RATE_HEADERS) expect(headers[name]).toMatch(/^\d+$/);
  expect(answers.at(-1)!.headers["x-ratelimit-remaining"]).toBe("14");
});

test("[sandbox-headers] Date follows the sandbox's clock, so that Reset can be read against it", async () => {
  await using sandbox = await startSandbox({
    clock: manualClock({ startEpochMs: Date.UTC(2026, 0, 5, 9) }),
    resetFormat: "iso",
  });
  const { headers } = await call(sandbox, "GET", path);
  expect(headers.date).toBe("Mon, 05 Jan 2026 09:00:00 GMT");
  expect(headers["x-ratelimit-reset"]).toBe("2026-01-05T09:00:01.000Z");
});

test("the 21st request of a second answers 429; the next second has room again, on the sandbox's clock", async () => {
  await using sandbox = await startSandbox({ clock: "manual", retryAfter: true });
  const statuses = await Promise.all(Array.from({ length: 25 }, () => call(sandbox, "GET", path)));
  expect(statuses.filter(({ status }) => status === 200)).toHaveLength(20);
  const refused = statuses.filter(({ status }) => status === 429);
  expect(refused).toHaveLength(5);
  for (const { headers, body } of refused) {
    expect(body).toEqual({ error: expect.any(String) });
    expect(headers["x-ratelimit-remaining"]).toBe("0");
    expect(headers["retry-after"]).toBe("1");
    expect(Number(headers["x-ratelimit-reset"]) * 1000).toBeGreaterThan(Date.parse(headers["date"]!));
  }
  await sandbox.clock.advance("1s");
  expect((await call(sandbox, "GET", path)).status).toBe(200);
});

test("the rate-limit options take effect", async () => {
  await using sandbox = await startSandbox({
    clock: "manual",
    requestsPerSecond: 2,
    resetFormat: "iso",
    window: "first-request",
  });
  const [first, , third] = [
    await call(sandbox, "GET", path),
    await call(sandbox, "GET", path),
    await call(sandbox, "GET", path),
  ];
  expect(first.headers["x-ratelimit-limit"]).toBe("2");
  expect(first.headers["x-ratelimit-reset"]).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
  expect(third.status).toBe(429);
  expect(third.headers["retry-after"]).toBeUndefined();

  await using unlimited = await startSandbox({ requestsPerSecond: false });
  const statuses = await Promise.all(Array.from({ length: 60 }, () => call(unlimited, "GET", path)));
  expect(new Set(statuses.map(({ status }) => status))).toEqual(new Set([200]));
  for (const { headers } of statuses) expect(headers).toMatchObject({ "x-ratelimit-remaining": "10000" });
});

test("[plain-http-400] plain HTTP on the port is refused with a line that says why, and no key is looked at", async () => {
  await using sandbox = await startSandbox();
  const { port } = new URL(sandbox.url);
  const answer = await new Promise<{ status: number | undefined; text: string }>((resolve, reject) => {
    const headers = { authorization: `Bearer ${sandbox.apiKey}` };
    http
      .get({ host: "127.0.0.1", port, path, headers, agent: false }, (response) => {
        let text = "";
        response.on("data", (chunk) => (text += String(chunk)));
        response.on("end", () => resolve({ status: response.statusCode, text }));
      })
      .on("error", reject);
  });
  expect(answer.status).toBe(400);
  expect(JSON.parse(answer.text).error).toMatch(/https:\/\//);
  expect(sandbox.requests()).toEqual([]);
});

test("[connection] a certificate is only good with the sandbox's authority, for this machine, from TLS 1.2", async () => {
  await using sandbox = await startSandbox();
  const port = Number(new URL(sandbox.url).port);
  const connect = (options: tls.ConnectionOptions): Promise<string> =>
    new Promise((resolve) => {
      const socket = tls.connect({ host: "127.0.0.1", port, ...options }, () => {
        resolve(socket.getProtocol() ?? "none");
        socket.destroy();
      });
      socket.on("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    });
  expect(await connect({ ca: sandbox.ca })).toBe("TLSv1.3");
  expect(await connect({ ca: sandbox.ca, maxVersion: "TLSv1.2" })).toBe("TLSv1.2");
  expect(
    await connect({ ca: sandbox.ca, minVersion: "TLSv1", maxVersion: "TLSv1.1", ciphers: "DEFAULT@SECLEVEL=0" }),
  ).toMatch(/PROTOCOL|ALERT/);
  expect(await connect({})).toMatch(/SELF_SIGNED|UNABLE_TO/);
  expect(await connect({ ca: sandbox.ca, servername: "api.sendo.dev" })).toBe("ERR_TLS_CERT_ALTNAME_INVALID");
});

test("it listens on the loopback address only", async () => {
  await using sandbox = await startSandbox();
  const { networkInterfaces } = await import("node:os");
  const others = Object.values(networkInterfaces())
    .flat()
    .filter((entry) => entry !== undefined && !entry.internal && entry.family === "IPv4")
    .map((entry) => entry!.address);
  const reachable = (host: string, port: number): Promise<boolean> =>
    new Promise((resolve) => {
      const socket = net.connect({ host, port }, () => {
        socket.destroy();
        resolve(true);
      });
      socket.on("error", () => resolve(false));
    });
  for (const url of [sandbox.url, sandbox.controlUrl]) {
    const port = Number(new URL(url).port);
    expect(await reachable("127.0.0.1", port)).toBe(true);
    // 127.0.0.2 is this machine too, but not the address that was bound: a server bound to all addresses would answer.
    for (const host of ["127.0.0.2", ...others]) expect(await reachable(host, port)).toBe(false);
  }
});
