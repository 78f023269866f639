import { apiErrorOf } from "@sendo/core/gate";
import { schemeOf, type GateFaults } from "./fake-gate.js";

const isOurAgent = (agent: string | undefined): boolean => agent?.startsWith("sendo-node/") ?? false;

/** For each rule of a gate, a mount that breaks it. */
export const BROKEN_GATES: Readonly<Record<string, GateFaults>> = {
  "a request without a key gets a 401, and a request with a wrong key gets a 403": {
    refusal: ({ headers: { "www-authenticate": _, ...headers }, ...reply }) => ({ ...reply, headers }),
  },
  "every response has the three rate-limit headers, and every error is { error: string }": {
    ownHeaders: () => ({}),
  },
  "a client without a key cannot find out which routes and bodies are valid": {
    before: ({ url, headers }) =>
      url === "/v1/nowhere" && headers.authorization === undefined ? apiErrorOf({ statusCode: 404 }) : undefined,
  },
  "an error in a route is reported to the app, not to the client, and no log line contains a key": { silent: true },
  "the 21st request within a second gets a 429, and requests are admitted again in the next second": {
    refusal: ({ headers: { "retry-after": _, ...headers }, ...reply }) => ({ ...reply, headers }),
  },
  "a request over the limit does not reach a route, and a request to a nonexistent route counts toward the limit": {
    runsRefused: true,
  },
  "the options passed to the gate take effect, and the route receives the account": {
    options: ({ resetFormat: _, ...options }) => options,
  },
  "plain HTTP is rejected before any key is checked, even if a header claims HTTPS": {
    isSecure: (request, setup) => schemeOf(request, setup) || request.headers.forwarded === "proto=https",
  },
  "a proxy's scheme header is used only if the framework trusts the proxy": {
    isSecure: ({ socket }) => "encrypted" in socket,
  },
  "a scheme header from an untrusted client is ignored if the framework trusts only a proxy at a different address": {
    isSecure: (request, setup) => schemeOf(request, { ...setup, trustProxy: Boolean(setup.trustProxy) }),
  },
  "invalid keys prevent the app from starting": { lazyGate: true },
  "the @sendo/core client works with an API protected by the gate": {
    before: ({ headers }, app) =>
      app === "rules" && isOurAgent(headers["user-agent"]) ? apiErrorOf({ statusCode: 404 }) : undefined,
  },
  "every documented example for the 13 endpoints passes through the gate unchanged": {
    // What Nest does to a POST that nobody has told otherwise.
    relayStatus: (method) => (method === "POST" ? 201 : 200),
  },
  "core's client calls all 13 endpoints and reads the documented responses": {
    before: ({ method, headers }, app) =>
      app === "relay" && method === "PATCH" && isOurAgent(headers["user-agent"])
        ? apiErrorOf({ statusCode: 405 })
        : undefined,
  },
};
