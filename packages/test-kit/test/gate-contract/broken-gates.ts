import { apiErrorOf } from "@sendo/core/gate";
import { schemeOf, type GateFaults } from "./fake-gate.js";

const isOurAgent = (agent: string | undefined): boolean => agent?.startsWith("sendo-node/") ?? false;

/** For each rule of a gate, a mount that breaks it. */
export const BROKEN_GATES: Readonly<Record<string, GateFaults>> = {
  "a missing key answers 401, a wrong one 403": {
    refusal: ({ headers: { "www-authenticate": _, ...headers }, ...reply }) => ({ ...reply, headers }),
  },
  "the three rate headers are on every answer, the framework's own included, and errors are { error: string }": {
    ownHeaders: () => ({}),
  },
  "somebody without a key learns nothing about routes and bodies": {
    before: ({ url, headers }) =>
      url === "/v1/nowhere" && headers.authorization === undefined ? apiErrorOf({ statusCode: 404 }) : undefined,
  },
  "an error in a route is told to the app and not to the client, and no log line holds a key": { silent: true },
  "the 21st request of a second answers 429, and the next second has room again": {
    refusal: ({ headers: { "retry-after": _, ...headers }, ...reply }) => ({ ...reply, headers }),
  },
  "a request over the limit reaches no route, and one to a route that is not there counts": { runsRefused: true },
  "the options reach the gate, and the account reaches the route": {
    options: ({ resetFormat: _, ...options }) => options,
  },
  "plain HTTP is refused before any key is looked at, whatever a header says of the scheme": {
    isSecure: (request, setup) => schemeOf(request, setup) || request.headers.forwarded === "proto=https",
  },
  "a proxy's word on the scheme counts where the framework trusts the proxy, and only there": {
    isSecure: ({ socket }) => "encrypted" in socket,
  },
  "where the framework trusts another proxy, a stranger's word on the scheme counts for nothing": {
    isSecure: (request, setup) => schemeOf(request, { ...setup, trustProxy: Boolean(setup.trustProxy) }),
  },
  "keys that cannot be used stop the app": { lazyGate: true },
  "the client of @sendo/core takes it for Sendo": {
    before: ({ headers }, app) =>
      app === "rules" && isOurAgent(headers["user-agent"]) ? apiErrorOf({ statusCode: 404 }) : undefined,
  },
  "every documented example passes as it is written, the sandbox's and core's, of all 13 endpoints": {
    // What Nest does to a POST that nobody has told otherwise.
    relayStatus: (method) => (method === "POST" ? 201 : 200),
  },
  "core's client calls all 13 endpoints of it, and reads what the documents show": {
    before: ({ method, headers }, app) =>
      app === "relay" && method === "PATCH" && isOurAgent(headers["user-agent"])
        ? apiErrorOf({ statusCode: 405 })
        : undefined,
  },
};
