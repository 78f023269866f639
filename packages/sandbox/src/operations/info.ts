import { readOpenApi } from "../internal/open-api-file.js";
import { clockView } from "../time/clock.js";
import { envLines } from "./env-lines.js";
import { durationMs } from "../time/duration.js";
import { duration, flag, oneOf, optional } from "./fields.js";
import { operation } from "./operation.js";
import { table } from "./table.js";

export const info = {
  show: operation("info", "GET /info", {
    help: "show the sandbox's startup options and clock, and the tenant's environment variables",
    options: {
      format: oneOf(["dotenv", "sh", "json"])(
        "--format <format>",
        "output format: dotenv for a file, sh for eval, or json",
        "dotenv",
      ),
    },
    run: ({ tenant: { name, campaign, pendingCampaign, numbers, env }, clock, facts, reference }) => ({
      ...{ tenant: name, campaign, pendingCampaign, numbers, env },
      ...{ clock: clockView(clock), ...facts },
      ...{ failures: reference.failures, eventTypes: reference.eventTypes },
    }),
    print: ({ env }, { format }) => (format === "json" ? JSON.stringify(env, null, 2) : envLines(env, format)),
    verbs: [
      { words: "env", help: "print the environment variables for an app (--json prints everything about the sandbox)" },
    ],
  }),
  ready: operation("ready", "GET /ready", {
    help: "check whether the sandbox is ready; needs no token; also available at /healthz",
    isOpen: true,
    options: {
      wait: optional(duration("--wait [duration]", "how long to wait for the sandbox to be ready, such as 10s", "30s")),
    },
    patienceMs: ({ wait }) => (wait === undefined ? 0 : (durationMs(wait) ?? 0)),
    run: ({ facts: { version } }) => ({ ready: true, version }),
    print: () => "The sandbox is ready.",
  }),
  page: operation("page", "GET /page", {
    help: "open the page in a browser and print its address",
    opens: true,
    options: { print: flag("--print", "print only the address", false) },
    run: ({ pageUrl }) => ({ pageUrl }),
    print: ({ pageUrl }) => pageUrl,
    verbs: [{ words: "open" }],
  }),
  ca: operation("ca", "GET /ca.pem", { help: "print the sandbox's certificate in PEM format", run: ({ ca }) => ca }),
  openApi: operation("openapi", "GET /openapi", {
    help: "print the unofficial OpenAPI 3.1 document for the Sendo API",
    run: () => readOpenApi(),
  }),
  events: operation("events.follow", "GET /events", {
    help: "stream every change as a server-sent event; `tenants=all` includes all tenants",
    input: { tenants: optional(oneOf(["all"] as const)()) },
    run: ({ follow }, { tenants }) => follow(tenants ?? "own"),
  }),
  magic: operation("magic", "GET /magic", {
    help: "list phone numbers that produce a specific outcome when you send to them",
    run: ({ reference }) => reference.magic,
    print: ({ numbers }) =>
      table(
        numbers.map(({ suffix, example, outcome }) => [suffix, example, outcome]),
        "No magic numbers.",
      ),
  }),
  fidelity: operation("fidelity", "GET /fidelity", {
    help: "list the documented and assumed behavior, and the options that change it",
    run: ({ reference }) => reference.fidelity,
    print: ({ assumptions }) =>
      table(
        assumptions.map(({ grade, id, option, statement }) => [grade, id, option, statement]),
        "Nothing is assumed.",
      ),
  }),
};
