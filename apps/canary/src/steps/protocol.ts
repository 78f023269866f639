import type { Report } from "../report.js";
import type { Exchange, Wire } from "../wire.js";

const LIST = "GET /v1/campaign/list";

/** Reads without a key or with a wrong one, and requests that cannot be accepted. None of them changes anything. */
export async function protocolSteps(wire: Wire, report: Report): Promise<void> {
  const missing = await wire.request("GET", "/v1/campaign/list", undefined, null);
  expectStatus(report, LIST, missing, 401, "without a key");
  const wrong = await wire.request("GET", "/v1/campaign/list", undefined, "Bearer wrong-key-of-a-canary");
  expectStatus(report, LIST, wrong, 403, "with a wrong key");
  report.learn("missing-key-401", `without a key ${missing.status}, with a wrong key ${wrong.status}`);
  const scheme = await wire.request("GET", "/v1/campaign/list", undefined, "Basic d3Jvbmc6a2V5");
  report.learn("other-scheme-401", `another scheme returns ${scheme.status}`, scheme.status === 401);
  report.learn("error-body", fieldsOf(missing), errorOf(missing) !== undefined && errorOf(wrong) !== undefined);

  const unknown = await wire.request("GET", "/v1/message/00000000-0000-4000-8000-000000000000");
  expectStatus(report, "GET /v1/message/{id}", unknown, 404, "for an unknown id");
  const noSuchPath = await wire.request("GET", "/v1/no-such-endpoint");
  report.learn("unknown-endpoint-404", `an unknown path returns ${noSuchPath.status}`, noSuchPath.status === 404);

  // Not JSON and without a recipient, so nothing can be sent.
  const broken = await wire.request("POST", "/v1/message/send", "{");
  report.check("POST /v1/message/send", broken);
  report.learn("bad-json-400", `broken JSON returns ${broken.status}`, broken.status === 400);
  const empty = await wire.request("POST", "/v1/message/send", {});
  expectStatus(report, "POST /v1/message/send", empty, 400, "without any field");
  const success = (empty.json as { success?: unknown } | undefined)?.success;
  report.learn("failed-write-body", `a rejected send has ${fieldsOf(empty)}`, success === false);
}

/** What the rate headers of all responses tell. */
export function rateHeaders({ exchanges }: Wire, report: Report): void {
  const accepted = exchanges.filter(({ status }) => status < 400);
  const limits = [...new Set(accepted.map(({ headers }) => headers["x-ratelimit-limit"] ?? "no limit"))];
  if (limits.join() !== "20") report.note(`X-RateLimit-Limit was ${limits.join(", ")}; the documentation says 20.`);
  const last = accepted.at(-1);
  const reset = last?.headers["x-ratelimit-reset"];
  if (last === undefined || reset === undefined) return;
  // The server's clock, where it is sent: this machine's can be wrong.
  const date = Date.parse(last.headers.date ?? "");
  const form = formOf(reset, Number.isNaN(date) ? last.epochMs : date);
  report.learn("rate-reset", `X-RateLimit-Reset is ${form}`, form === "epoch seconds");
  const remaining = exchanges.map(({ headers }) => headers["x-ratelimit-remaining"] ?? "-").join(" ");
  report.learn("rate-window", `X-RateLimit-Remaining over all requests, five per second: ${remaining}`);
  const limited = exchanges.find(({ status }) => status === 429);
  if (limited !== undefined) {
    const after = limited.headers["retry-after"];
    report.learn(
      "retry-after",
      `a 429 has ${after === undefined ? "no Retry-After" : "Retry-After"}`,
      after === undefined,
    );
  }
}

/** The unit of a timestamp, from its size: it lies within an hour of now. */
export function formOf(reset: string, epochMs: number): string {
  const near = (ms: number): boolean => Math.abs(ms - epochMs) < 3_600_000;
  if (/^\d+(\.\d+)?$/.test(reset)) {
    const value = Number(reset);
    if (near(value * 1000)) return "epoch seconds";
    if (near(value)) return "epoch milliseconds";
    return value < 3_600 ? "a number of seconds, not a timestamp" : "a number of an unknown unit";
  }
  return near(Date.parse(reset)) ? "a date" : "of an unknown form";
}

function expectStatus(report: Report, route: string, exchange: Exchange, status: number, when: string): void {
  if (exchange.status !== status) report.differ(route, exchange.status, `${when}, the documentation says ${status}`);
  report.check(route, exchange);
}

function errorOf({ json }: Exchange): string | undefined {
  const { error } = (json ?? {}) as { error?: unknown };
  return typeof error === "string" ? error : undefined;
}

/** The names and types of a body's fields, never their values. */
function fieldsOf({ json }: Exchange): string {
  if (typeof json !== "object" || json === null) return "no JSON object";
  return `{ ${Object.entries(json)
    .map(([name, value]) => `${name}: ${typeof value}`)
    .join(", ")} }`;
}
