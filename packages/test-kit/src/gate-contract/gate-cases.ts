import { Sendo } from "@sendo/core";
import { expect } from "vitest";
import { GATE_KEY, type GateBench } from "./gate-bench.js";
import type { GateAnswer } from "./gate-call.js";
import { BROKEN_MESSAGE } from "./gate-harness.js";

/** One test case for a Sendo-compatible API. */
export interface GateCase {
  readonly name: string;
  run(bench: GateBench): Promise<void>;
}

const RATE_HEADERS = ["x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset"];
const LIST = { path: "/v1/message/list" } as const;
const JSON_AND_KEY = { authorization: `Bearer ${GATE_KEY}`, "content-type": "application/json" } as const;
const SEND = { method: "POST", path: "/v1/message/send", headers: JSON_AND_KEY } as const;

/**
 * Test cases for the documented rules that apply to every response and for the features that the gate adds. The sandbox's
 * own server must pass these test cases too.
 */
export const gateCases: readonly GateCase[] = [
  {
    name: "a request without a key gets a 401, and a request with a wrong key gets a 403",
    async run(bench) {
      await bench.start();
      const status = async (headers: Record<string, string>): Promise<number> => {
        const answer = await bench.call({ ...LIST, headers });
        expectError(answer);
        return answer.httpStatus;
      };
      expect(await status({})).toBe(401);
      expect(await status({ authorization: "" })).toBe(401);
      expect(await status({ authorization: "Bearer" })).toBe(401);
      expect(await status({ authorization: "Bearer wrong" })).toBe(403);
      expect(await status({ authorization: `Bearer ${GATE_KEY}x` })).toBe(403);
      expect(await status({ authorization: "Bearer __proto__" })).toBe(403);
      expect((await bench.call({ ...LIST, headers: {} })).headers["www-authenticate"]).toBe("Bearer");
    },
  },
  {
    name: "every response has the three rate-limit headers, and every error is { error: string }",
    async run(bench) {
      await bench.start();
      const tooLarge = bench.harness.readsTooLargeBodies
        ? { body: "x".repeat(300_000) }
        : { body: "{", declaredBytes: 300_000 };
      const answers = [
        await bench.call({ ...LIST, headers: {} }),
        await bench.call({ ...LIST, headers: { authorization: "Bearer wrong" } }),
        await bench.call({ path: "/v1/nowhere" }),
        await bench.call({ ...SEND, body: '{"to":"c4n4ry' }),
        await bench.call({ ...SEND, ...tooLarge }),
        await bench.call({ path: "/v1/broken" }),
        await bench.call({ ...SEND, body: "{}" }),
        await bench.call(LIST),
      ];
      expect(answers.map(({ httpStatus }) => httpStatus)).toEqual([401, 403, 404, 400, 413, 500, 200, 200]);
      for (const answer of answers) for (const name of RATE_HEADERS) expect(answer.headers[name]).toMatch(/^\d+$/);
      for (const answer of answers.slice(0, 6)) expectError(answer);
      // Requests without a valid key are not counted for any account. All other requests were counted once.
      const remaining = answers.map(({ headers }) => Number(headers["x-ratelimit-remaining"]));
      expect(remaining).toEqual([20, 20, 19, 18, 17, 16, 15, 14]);
    },
  },
  {
    name: "a client without a key cannot find out which routes and bodies are valid",
    async run(bench) {
      await bench.start();
      const headers = { "content-type": "application/json" };
      for (const call of [
        { path: "/v1/nowhere" },
        { path: "/v1/broken" },
        { ...SEND, body: "{" },
        { ...SEND, body: "{}" },
      ]) {
        expect((await bench.call({ ...call, headers })).httpStatus).toBe(401);
      }
      expect(bench.lines.join()).not.toContain(BROKEN_MESSAGE);
    },
  },
  {
    name: "an error in a route is reported to the app, not to the client, and no log line contains a key",
    async run(bench) {
      await bench.start();
      const { httpStatus, headers, body } = await bench.call({ path: "/v1/broken" });
      expect(httpStatus).toBe(500);
      expect(JSON.stringify([headers, body])).not.toContain("c4n4ry");
      expect(bench.lines.filter((line) => line.includes(BROKEN_MESSAGE))).toHaveLength(1);
      expect(bench.lines.join()).not.toContain(GATE_KEY);
    },
  },
  {
    name: "the 21st request within a second gets a 429, and requests are admitted again in the next second",
    async run(bench) {
      await bench.start({ retryAfter: true });
      const answers = await Promise.all(Array.from({ length: 25 }, () => bench.call(LIST)));
      expect(answers.filter(({ httpStatus }) => httpStatus === 200)).toHaveLength(20);
      const refused = answers.filter(({ httpStatus }) => httpStatus === 429);
      expect(refused).toHaveLength(5);
      for (const answer of refused) {
        expectError(answer);
        expect(answer.headers["x-ratelimit-remaining"]).toBe("0");
        expect(answer.headers["retry-after"]).toBe("1");
      }
      bench.nowMs = 1000;
      expect((await bench.call(LIST)).httpStatus).toBe(200);
    },
  },
  {
    name: "a request over the limit does not reach a route, and a request to a nonexistent route counts toward the limit",
    async run(bench) {
      await bench.start({ requestsPerSecond: 2 });
      expect((await bench.call({ path: "/v1/nowhere" })).httpStatus).toBe(404);
      expect((await bench.call({ path: "/v1/nowhere" })).httpStatus).toBe(404);
      expect((await bench.call({ path: "/v1/broken" })).httpStatus).toBe(429);
      expect((await bench.call({ path: "/v1/nowhere" })).httpStatus).toBe(429);
      expect(bench.lines.join()).not.toContain(BROKEN_MESSAGE);
    },
  },
  {
    name: "the options passed to the gate take effect, and the route receives the account",
    async run(bench) {
      const keys = (key: string): string | undefined => (key === GATE_KEY ? "tables" : undefined);
      await bench.start({ keys, requestsPerSecond: (account) => (account === "tables" ? 7 : 1), resetFormat: "iso" });
      const { body, headers } = await bench.call({ ...SEND, body: "{}" });
      expect(body).toEqual({ success: true, id: "tables" });
      expect(headers["x-ratelimit-limit"]).toBe("7");
      expect(headers["x-ratelimit-reset"]).toBe("2026-01-05T09:00:01.000Z");
    },
  },
  {
    name: "plain HTTP is rejected before any key is checked, even if a header claims HTTPS",
    async run(bench) {
      const asked: string[] = [];
      await bench.start({ keys: (key) => void asked.push(key) }, { tls: false });
      for (const scheme of [{}, { "x-forwarded-proto": "https" }, { forwarded: "proto=https" }]) {
        for (const path of [LIST.path, "/v1/nowhere"]) {
          const answer = await bench.call({ path, headers: { authorization: `Bearer ${GATE_KEY}`, ...scheme } });
          expect(answer.httpStatus).toBe(400);
          expect(JSON.stringify(answer.body)).toContain("https://");
        }
      }
      expect(asked).toEqual([]);
    },
  },
  {
    name: "a proxy's scheme header is used only if the framework trusts the proxy",
    async run(bench) {
      await bench.start({}, { tls: false, trustProxy: true });
      const over = async (scheme: string): Promise<number> => {
        const headers = { authorization: `Bearer ${GATE_KEY}`, "x-forwarded-proto": scheme };
        return (await bench.call({ ...LIST, headers })).httpStatus;
      };
      expect(await over("https")).toBe(bench.harness.endsTls === true ? 400 : 200);
      expect(await over("http")).toBe(400);
      expect((await bench.call(LIST)).httpStatus).toBe(400);
    },
  },
  {
    name: "a scheme header from an untrusted client is ignored if the framework trusts only a proxy at a different address",
    async run(bench) {
      await bench.start({}, { tls: false, trustProxy: "10.0.0.1" });
      const headers = { authorization: `Bearer ${GATE_KEY}`, "x-forwarded-proto": "https" };
      const { httpStatus } = await bench.call({ ...LIST, headers });
      expect(httpStatus).toBe(bench.harness.trustsEverybody ? 200 : 400);
    },
  },
  {
    name: "invalid keys prevent the app from starting",
    async run(bench) {
      await expect(bench.start({ keys: [] })).rejects.toMatchObject({ code: "config_option_invalid" });
    },
  },
  {
    name: "the @sendo/core client works with an API protected by the gate",
    async run(bench) {
      await bench.start();
      const client = (apiKey: string): Sendo =>
        new Sendo({ apiKey, baseUrl: `https://127.0.0.1:${bench.port}`, ca: bench.ca!, requestsPerSecond: 20 });
      await using sendo = client(GATE_KEY);
      await using otherKey = client("sandbox_stranger");
      const message = { to: "+12065550142", body: "Your table is ready", campaign: "U7fQ39nX" } as const;
      expect((await sendo.messages.send(message)).id).toMatch(/^key-/);
      expect(sendo.rateLimit.remaining).toBe(19);
      await expect(otherKey.messages.send(message)).rejects.toMatchObject({
        code: "api_key_invalid",
        outcome: "rejected",
      });
    },
  },
];

function expectError({ headers, body }: GateAnswer): void {
  // Besides `error`, only the `success` field is allowed. The documentation requires `success` in responses to writes.
  expect({ success: false, ...(body as object) }).toEqual({ success: false, error: expect.any(String) as string });
  expect(headers["content-type"]).toBe("application/json; charset=utf-8");
  expect(JSON.stringify(body)).not.toContain("c4n4ry");
}
