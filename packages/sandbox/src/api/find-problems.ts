import type { IncomingMessage } from "node:http";
import type { Problem } from "./problem.js";
import type { Fields } from "./fields.js";
import type { RouteMatch } from "./create-router.js";
import type { ApiRoute } from "./route.js";

/** A problem's code and message. */
export type Finding = Pick<Problem, "code" | "message">;

/** Describes what is wrong with the API key of a request that the gate rejected. */
export function keyProblem({ headers: { authorization } }: IncomingMessage): Finding {
  const remedy =
    "Pass the sandbox's clientOptions to the client, or set SENDO_API_KEY to the value that the sandbox printed.";
  const [, key] = /^Bearer +(\S*)/i.exec(authorization ?? "") ?? [];
  if (key === undefined || key === "") return { code: "missing_key", message: `A request had no API key. ${remedy}` };
  if (key.startsWith("sandbox_")) {
    const message = `A request had the key of another sandbox run or of a dropped tenant. ${remedy}`;
    return { code: "wrong_key", message };
  }
  const message = `A request had a key that does not begin with sandbox_. The sandbox did not store it. Do not use real keys with the sandbox. ${remedy}`;
  return { code: "foreign_key", message };
}

/** Describes a request to an unknown endpoint or with an unsupported method. */
export function routeProblem(match: RouteMatch<ApiRoute>, method: string, pathname: string): Finding | undefined {
  if (match.route !== undefined) return undefined;
  const path = withoutValues(pathname);
  if (match.allowed.length === 0) {
    const message = `${plainWord(method)} ${path}: Sendo does not document this endpoint. docs.sendo.dev lists the documented endpoints.`;
    return { code: "unknown_endpoint", message };
  }
  const message = `${plainWord(method)} ${path}: use the documented method, ${match.allowed.join(" or ")}.`;
  return { code: "wrong_method", message };
}

/** Reports all unknown fields and parameters in a request as one problem. */
export function fieldProblem(route: ApiRoute, query: URLSearchParams, fields: Fields): Finding | undefined {
  const known = route.fields ?? [];
  const given = route.method === "GET" ? [] : Object.keys(fields);
  const unknown = [...new Set([...given, ...query.keys()].filter((name) => !known.includes(name)))];
  if (unknown.length === 0) return undefined;
  const names = unknown.slice(0, 5).map((name) => `"${plainWord(name)}"`);
  const more = unknown.length > names.length ? ` and ${unknown.length - names.length} more` : "";
  const has = known.length === 0 ? "It has no fields" : `Its fields are ${known.join(", ")}`;
  const message = `${route.method} ${route.path} does not have the field ${names.join(", ")}${more}. The sandbox ignores it, but Sendo might not. ${has}.`;
  return { code: "unknown_field", message };
}

// Replaces ids and phone numbers in the path with `…`. Callers can send any value as a path segment.
function withoutValues(pathname: string): string {
  const segments = pathname.split("/").slice(0, 8);
  return segments.map((segment) => (/^(?:[a-z]{0,16}|v\d)$/.test(segment) ? segment : "…")).join("/");
}

function plainWord(name: string): string {
  return /^[A-Za-z_][A-Za-z_-]{0,30}\d?$/.test(name) ? name : "…";
}

/**
 * Describes a webhook with too many pending deliveries. The URL's query string is omitted, because it can contain a
 * secret.
 */
export function backlogProblem({ url }: { readonly url: string }): Finding {
  const { host, pathname } = new URL(url);
  const message = `Deliveries to ${host}${pathname} failed because 10,000 newer deliveries were pending. Start the app that receives them, or remove the webhook.`;
  return { code: "webhook_backlog", message };
}
