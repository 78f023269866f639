import { readOpenApi } from "../internal/open-api-file.js";
import { clockView } from "../time/clock.js";
import { envLines } from "./env-lines.js";
import { durationMs } from "../time/duration.js";
import { duration, flag, oneOf, optional } from "./fields.js";
import { operation } from "./operation.js";
import { table } from "./table.js";

/** What an app needs in order to use this sandbox, what to trust, and how sure it is that Sendo does the same. */
export const info = {
  show: operation("info", "GET /info", {
    help: "how the sandbox was started, its clock, and the tenant's environment variables",
    options: {
      format: oneOf(["dotenv", "sh", "json"])("--format <format>", "dotenv for a file, sh for eval, or json", "dotenv"),
    },
    run: ({ tenant: { name, campaign, pendingCampaign, numbers, env }, clock, facts, reference }) => ({
      ...{ tenant: name, campaign, pendingCampaign, numbers, env },
      ...{ clock: clockView(clock), ...facts },
      ...{ failures: reference.failures, eventTypes: reference.eventTypes },
    }),
    print: ({ env }, { format }) => (format === "json" ? JSON.stringify(env, null, 2) : envLines(env, format)),
    verbs: [{ words: "env", help: "print the environment lines of a running sandbox (--json prints all of its info)" }],
  }),
  ready: operation("ready", "GET /ready", {
    help: "say whether the sandbox is ready, without a token; also at /healthz",
    isOpen: true,
    options: { wait: optional(duration("--wait [duration]", "wait until it is, such as 10s", "30s")) },
    patienceMs: ({ wait }) => (wait === undefined ? 0 : (durationMs(wait) ?? 0)),
    run: ({ facts: { version } }) => ({ ready: true, version }),
    print: () => "The sandbox is ready.",
  }),
  page: operation("page", "GET /page", {
    help: "open the page in a browser, and print its address",
    opens: true,
    options: { print: flag("--print", "print the address only", false) },
    run: ({ pageUrl }) => ({ pageUrl }),
    print: ({ pageUrl }) => pageUrl,
    verbs: [{ words: "open" }],
  }),
  ca: operation("ca", "GET /ca.pem", { help: "the certificate authority, in PEM", run: ({ ca }) => ca }),
  openApi: operation("openapi", "GET /openapi", {
    help: "the unofficial OpenAPI 3.1 document of Sendo's API",
    run: () => readOpenApi(),
  }),
  events: operation("events.follow", "GET /events", {
    help: "every change as it happens, as server-sent events; `tenants=all` for those of all tenants",
    input: { tenants: optional(oneOf(["all"] as const)()) },
    run: ({ follow }, { tenants }) => follow(tenants ?? "own"),
  }),
  magic: operation("magic", "GET /magic", {
    help: "list numbers that make a send end in a chosen way",
    run: ({ reference }) => reference.magic,
    print: ({ numbers }) =>
      table(
        numbers.map(({ suffix, example, outcome }) => [suffix, example, outcome]),
        "No magic numbers.",
      ),
  }),
  fidelity: operation("fidelity", "GET /fidelity", {
    help: "list what is documented and what is assumed of the API, and the option that changes it",
    run: ({ reference }) => reference.fidelity,
    print: ({ assumptions }) =>
      table(
        assumptions.map(({ grade, id, option, statement }) => [grade, id, option, statement]),
        "Nothing is assumed.",
      ),
  }),
};
