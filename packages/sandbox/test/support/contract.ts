import { readFileSync } from "node:fs";
import type { IncomingHttpHeaders } from "node:http";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import { createRouter } from "../../src/api/create-router.js";

/** A request and its response, as they went over the wire. */
export interface Exchange {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly response: unknown;
}

interface Document {
  readonly paths: Readonly<
    Record<string, Readonly<Record<string, { readonly responses: Readonly<Record<string, object>> }>>>
  >;
}

/** The OpenAPI document that the build has made. */
export const openApi = JSON.parse(
  readFileSync(new URL("../../dist/openapi.json", import.meta.url), "utf8"),
) as Document;

const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true }).addSchema(openApi, "openapi");
const compiled = new Map<string, ValidateFunction>();

/** What a value breaks of the schema at this place of the document; `undefined` for nothing. */
export function misfit(place: readonly string[], value: unknown): string | undefined {
  const pointer = place.map((each) => `/${each.replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
  let validate = compiled.get(pointer);
  if (validate === undefined) compiled.set(pointer, (validate = ajv.compile({ $ref: `openapi#${pointer}` })));
  return validate(value) ? undefined : ajv.errorsText(validate.errors);
}

const JSON_SCHEMA = ["content", "application/json", "schema"];
const findRoute = createRouter(
  Object.entries(openApi.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => ({ method: method.toUpperCase(), path })),
  ),
);

/** Throws where an exchange is not as the document says. What it says nothing of passes: faults, unknown paths, a 413. */
export function checkExchange({ method, path, body, status, headers, response }: Exchange): void {
  const { route } = findRoute(method, path.split("?", 1)[0]!);
  if (route === undefined || headers["x-sandbox-fault"] !== undefined || status === 413) return;
  const place = ["paths", route.path, method.toLowerCase()];
  const { responses } = openApi.paths[route.path]![method.toLowerCase()]!;
  const key = [String(status), `${Math.floor(status / 100)}XX`].find((each) => each in responses);
  const fail = (what: string): never => {
    throw new Error(`${method} ${route.path} ${status} is not as the contract says: ${what}`);
  };
  if (key === undefined) return fail("no such response");
  const shared = (responses[key] as { readonly $ref?: string }).$ref?.slice("#/".length).split("/");
  const wrong = misfit([...(shared ?? [...place, "responses", key]), ...JSON_SCHEMA], response);
  if (wrong !== undefined) fail(wrong);
  for (const name of ["x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset"]) {
    if (headers[name] === undefined) fail(`${name} is missing`);
  }
  if (status !== 200 || method === "GET") return;
  // The sandbox takes null for a field that was not given (bad-json-400).
  const given = Object.fromEntries(Object.entries(body as object).filter(([, value]) => value !== null));
  const unfit = misfit([...place, "requestBody", ...JSON_SCHEMA], given);
  if (unfit !== undefined) fail(`it accepted a request that the contract does not: ${unfit}`);
}

/** Throws where an event is not as the document says. */
export function checkEvent(event: { readonly type: string }): void {
  const wrong = misfit(["webhooks", event.type, "post", "requestBody", ...JSON_SCHEMA], event);
  if (wrong !== undefined) throw new Error(`The event ${event.type} is not as the contract says: ${wrong}`);
}
