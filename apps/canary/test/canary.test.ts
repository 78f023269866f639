import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { HttpsTransport, type AttemptResult, type Transport, type TransportRequest } from "@sendo/core";
import { startSandbox, type Sandbox } from "@sendo/sandbox";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Report } from "../src/report.js";
import { runCanary, type CanaryOptions } from "../src/run-canary.js";
import { formOf } from "../src/steps/protocol.js";

const TO = "+12065550142";

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await startSandbox({ clock: "manual", allowRemoteWebhooks: true });
});
afterEach(() => sandbox.close());

type Response = NonNullable<AttemptResult["response"]>;
type Plant = (request: TransportRequest, response: Response) => Response;

/** The sandbox over HTTPS, with responses as a planted proxy changes them. */
async function play(plant: Plant = (_, response) => response, options: Partial<CanaryOptions> = {}): Promise<Report> {
  const https = new HttpsTransport({ ca: sandbox.ca });
  const transport: Transport = {
    start(request) {
      const attempt = https.start(request);
      const result = attempt.result.then((end) =>
        end.response === undefined ? end : { response: plant(request, end.response) },
      );
      return { result, cancel: () => attempt.cancel() };
    },
  };
  const { apiKey, url: baseUrl } = sandbox;
  const sleep = (ms: number): Promise<void> => Promise.resolve(sandbox.clock.advance(ms)).then(() => {});
  const now = (): number => sandbox.clock.now();
  const report = await runCanary({ apiKey, baseUrl, to: TO, ...options }, { transport, sleep, now });
  https.close();
  return report;
}

const change = (response: Response, body: (json: Record<string, unknown>) => object): Response => ({
  ...response,
  body: JSON.stringify(body(JSON.parse(response.body) as Record<string, unknown>)),
});
const isRoute = ({ method, url }: TransportRequest, route: RegExp): boolean => route.test(`${method} ${url.pathname}`);

test("the sandbox with its defaults does not differ, and every finding is what it assumes", async () => {
  const report = await play(undefined, { webhookUrl: "https://app.example/hook" });
  expect(report.differences).toEqual([]);
  expect(report.findings.filter(({ agrees }) => agrees === false)).toEqual([]);
  const questions = [...new Set(report.findings.flatMap(({ questions }) => questions))].sort((a, b) => a - b);
  expect(questions).toEqual([1, 2, 3, 4, 6, 7, 9, 12, 13, 17, 20, 21, 27]);
  expect(sandbox.messages().filter(({ direction }) => direction === "OUTBOUND")).toHaveLength(1);
  expect(report.toString()).toContain("not observable here: 5, 8, 10, 11");
  expect(report.notes).toContain(
    "A webhook named Canary was created. Sendo documents no way to delete it: delete it on the dashboard.",
  );
});

test.each<[string, Plant, string]>([
  [
    "a status",
    (request, response) =>
      isRoute(request, /POST .*send$/) && response.httpStatus === 200 ? { ...response, httpStatus: 201 } : response,
    "POST /v1/message/send 201: the contract has no response with the status 201",
  ],
  [
    "a missing field",
    (request, response) =>
      isRoute(request, /GET .*message\/[0-9a-f-]{36}$/) && response.httpStatus === 200
        ? change(response, ({ message }) => ({ message: { ...(message as object), direction: undefined } }))
        : response,
    "GET /v1/message/{id} 200: message: must have required property 'direction'",
  ],
  [
    "a type",
    (request, response) =>
      isRoute(request, /GET .*campaign\/list$/) && response.httpStatus === 200
        ? change(response, ({ campaigns }) => ({
            campaigns: (campaigns as object[]).map((each) => ({ ...each, id: 7 })),
          }))
        : response,
    "GET /v1/campaign/list 200: campaigns[].id: must be string",
  ],
  [
    "a further field",
    (request, response) =>
      isRoute(request, /GET .*brand\/list$/)
        ? change(response, ({ brands }) => ({ brands: (brands as object[]).map((each) => ({ ...each, tier: 1 })) }))
        : response,
    "GET /v1/brand/list 200: brands[].tier: the contract does not have this field",
  ],
  [
    "a missing header",
    (_, response) => ({ ...response, headers: { ...response.headers, "x-ratelimit-reset": undefined } }),
    "GET /v1/campaign/list 401: the header x-ratelimit-reset is missing",
  ],
  [
    "an error that is no string",
    (_, response) => (response.httpStatus === 403 ? change(response, () => ({ error: { code: 1 } })) : response),
    "GET /v1/campaign/list 403: error: must be string",
  ],
  [
    "a page of HTML",
    (_, response) => (response.httpStatus === 404 ? { ...response, body: "<html>" } : response),
    "GET /v1/message/{id} 404: the body is not JSON",
  ],
  [
    "401 for a wrong key",
    (request, response) =>
      request.headers.authorization?.includes("wrong-key") ? { ...response, httpStatus: 401 } : response,
    "GET /v1/campaign/list 401: with a wrong key, the documentation says 403",
  ],
])("a planted difference is reported: %s", async (_, plant, difference) => {
  const report = await play(plant);
  expect(report.differences).toContain(difference);
});

test("other readings of open questions are found, and are no differences from the contract", async () => {
  await sandbox.close();
  sandbox = await startSandbox({ clock: "manual", resetFormat: "epoch-milliseconds", assume: { errorCode: "string" } });
  sandbox.faults.add({ effect: "status", status: 503, route: "/v1/number/buy" }); // touches nothing that the canary calls
  const report = await play();
  expect(report.differences).toEqual([]);
  expect(report.findings).toContainEqual(
    expect.objectContaining({
      assumption: "rate-reset",
      seen: "X-RateLimit-Reset is epoch milliseconds",
      agrees: false,
    }),
  );
});

test("a send whose response is lost is reported and never repeated", async () => {
  sandbox.faults.add({ effect: "lost", number: TO });
  const report = await play();
  expect(report.differences).toContain("POST /v1/message/send 0: no response arrived; the outcome is unknown");
  expect(report.toString()).toContain("does not send it again");
  expect(sandbox.messages().filter(({ direction }) => direction === "OUTBOUND")).toHaveLength(1);
});

test("it stays below the rate limit, and makes one request at a time", async () => {
  let open = 0;
  let most = 0;
  const times: number[] = [];
  const https = new HttpsTransport({ ca: sandbox.ca });
  const transport: Transport = {
    start(request) {
      most = Math.max(most, (open += 1));
      times.push(sandbox.clock.now());
      const attempt = https.start(request);
      return { result: attempt.result.finally(() => (open -= 1)), cancel: () => attempt.cancel() };
    },
  };
  const sleep = (ms: number): Promise<void> => Promise.resolve(sandbox.clock.advance(ms)).then(() => {});
  const now = (): number => sandbox.clock.now();
  await runCanary({ apiKey: sandbox.apiKey, baseUrl: sandbox.url, to: TO }, { transport, sleep, now });
  https.close();
  expect(most).toBe(1);
  expect(times.filter((time, index) => index > 0 && time - times[index - 1]! < 200)).toEqual([]);
  expect(sandbox.requests().filter(({ status }) => status === 429)).toEqual([]);
});

test.each([
  ["1767603600", "epoch seconds"],
  ["1767603600123", "epoch milliseconds"],
  ["2026-01-05T09:00:00.000Z", "a date"],
  ["1", "a number of seconds, not a timestamp"],
  ["soon", "of an unknown form"],
])("the reset %s is %s", (reset, form) => {
  expect(formOf(reset, Date.UTC(2026, 0, 5, 9))).toBe(form);
});

interface Ended {
  readonly code: number | null;
  readonly output: string;
}

function runMain(args: readonly string[], env: Record<string, string | undefined>, input = ""): Promise<Ended> {
  const file = fileURLToPath(new URL("../dist/main.js", import.meta.url));
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [file, ...args],
      { env: { ...process.env, ...env } },
      (error, out, err) => {
        const { code } = (error ?? { code: 0 }) as { code: number | null };
        resolve({ code, output: out + err });
      },
    );
    child.stdin?.end(input);
  });
}

test("the command asks before it sends, and prints neither the key nor a whole number", async () => {
  await using real = await startSandbox();
  const env = { SENDO_CANARY_KEY: real.apiKey, SENDO_CA_FILE: real.caFile };
  const args = ["--to", TO, "--base-url", real.url];
  const declined = await runMain(args, env, "no\n");
  expect(declined).toMatchObject({ code: 0 });
  expect(declined.output).toContain("Nothing was sent.");
  expect(real.requests()).toEqual([]);
  const ended = await runMain([...args, "--yes"], env);
  expect(ended.code).toBe(0);
  expect(ended.output).toContain("Differences from the contract: 0");
  for (const secret of [real.apiKey, TO, "2065550142", real.number]) {
    expect(declined.output + ended.output).not.toContain(secret);
  }
  expect(real.messages().filter(({ direction }) => direction === "OUTBOUND")).toHaveLength(1);
}, 60_000);

test("without a key or a number it says what to do, and makes no request", async () => {
  expect(await runMain(["--to", TO], { SENDO_CANARY_KEY: undefined })).toMatchObject({
    code: 2,
    output: expect.stringContaining("Set SENDO_CANARY_KEY") as string,
  });
  expect(await runMain([], { SENDO_CANARY_KEY: "key" })).toMatchObject({
    code: 2,
    output: expect.stringContaining("Pass --to") as string,
  });
});
