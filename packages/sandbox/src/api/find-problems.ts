import type { IncomingMessage } from "node:http";
import type { Problem } from "./problem.js";
import type { Fields } from "./fields.js";
import type { RouteMatch } from "./match-route.js";
import type { ApiRoute } from "./route.js";

/** A problem before it is known when and whose it was. */
export type Finding = Pick<Problem, "code" | "message">;

/** What is wrong with the key of a request that the gate did not let in. */
export function keyProblem({ headers: { authorization } }: IncomingMessage): Finding {
  const remedy = "Give the client the sandbox's clientOptions, or SENDO_API_KEY as the sandbox prints it.";
  const [, key] = /^Bearer +(\S*)/i.exec(authorization ?? "") ?? [];
  if (key === undefined || key === "")
    return { code: "missing_key", message: `A request came without a key. ${remedy}` };
  if (key.startsWith("sandbox_")) {
    const message = `A request came with a sandbox's key that this one does not know: from another run, or of a tenant that was dropped. ${remedy}`;
    return { code: "wrong_key", message };
  }
  const message = `A request came with a key that does not begin with sandbox_. Real keys do not belong here; it was not kept. ${remedy}`;
  return { code: "foreign_key", message };
}

/** What is wrong with where a request goes. */
export function routeProblem(match: RouteMatch<ApiRoute>, method: string, pathname: string): Finding | undefined {
  if (match.route !== undefined) return undefined;
  const path = withoutValues(pathname);
  if (match.allowed.length === 0) {
    const message = `${plainWord(method)} ${path}: Sendo documents no such endpoint. docs.sendo.dev lists those that exist.`;
    return { code: "unknown_endpoint", message };
  }
  const message = `${plainWord(method)} ${path}: use ${match.allowed.join(" or ")}, as documented.`;
  return { code: "wrong_method", message };
}

/** Fields and parameters that the endpoint does not have, in one problem. */
export function fieldProblem(route: ApiRoute, query: URLSearchParams, fields: Fields): Finding | undefined {
  const known = route.fields ?? [];
  const given = route.method === "GET" ? [...query.keys()] : [...Object.keys(fields), ...query.keys()];
  const unknown = [...new Set(given)].filter((name) => !known.includes(name));
  if (unknown.length === 0) return undefined;
  const names = unknown.slice(0, 5).map((name) => `"${plainWord(name)}"`);
  const more = unknown.length > names.length ? ` and ${unknown.length - names.length} more` : "";
  const has = known.length === 0 ? "It has none" : `It has ${known.join(", ")}`;
  const message = `${route.method} ${route.path} has no field ${names.join(", ")}${more}: the sandbox ignores it, Sendo may not. ${has}.`;
  return { code: "unknown_field", message };
}

// Ids and numbers stand in paths, and anything may stand where a name should.
function withoutValues(pathname: string): string {
  const segments = pathname.split("/").slice(0, 8);
  return segments.map((segment) => (/^(?:[a-z]{0,16}|v\d)$/.test(segment) ? segment : "…")).join("/");
}

function plainWord(name: string): string {
  return /^[A-Za-z_][A-Za-z_-]{0,30}\d?$/.test(name) ? name : "…";
}

/** What is wrong with a webhook whose deliveries are given up. A query can hold a secret, so the URL is shown without it. */
export function backlogProblem({ url }: { readonly url: string }): Finding {
  const { host, pathname } = new URL(url);
  const message = `Deliveries to ${host}${pathname} failed because 10,000 later ones waited, too. Start the app that should accept them, or remove the webhook.`;
  return { code: "webhook_backlog", message };
}
