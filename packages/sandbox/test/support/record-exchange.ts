import { appendFileSync } from "node:fs";
import { createRouter } from "../../src/api/create-router.js";
import { ROUTES } from "../../src/api/routes.js";
import type { Exchange } from "./contract.js";
import { shape } from "./shape.js";

const FILE = process.env["SENDO_EXCHANGES"];
const seen = new Set<string>();
const findRoute = createRouter(ROUTES);

/** An exchange with the headers and the body of its request as they were sent. */
export interface RecordedExchange extends Omit<Exchange, "body"> {
  readonly sent: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

/**
 * Appends each exchange of a form that was not seen before to the file that `SENDO_EXCHANGES` names, one JSON line each. `apps/openapi`
 * plays them through Prism. Faults are left out: no document describes them. So is a body that is too large, which tells nothing more.
 */
export function recordExchange(exchange: RecordedExchange): void {
  const { method, path, body = "", status, headers, response } = exchange;
  if (FILE === undefined || headers["x-sandbox-fault"] !== undefined || status === 413) return;
  const [pathname = "", query] = path.split("?", 2);
  const route = findRoute(method, pathname).route?.path ?? pathname;
  const parameters = [...new URLSearchParams(query).keys()].sort();
  const media = exchange.sent["content-type"];
  const form = JSON.stringify([method, route, parameters, media, shape(parsed(body)), status, shape(response)]);
  if (seen.has(form)) return;
  seen.add(form);
  appendFileSync(FILE, `${JSON.stringify({ form, ...exchange })}\n`);
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}
