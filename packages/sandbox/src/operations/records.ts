import type { Problem } from "../api/problem.js";
import { EVENT_TYPES } from "../engine/webhook-record.js";
import { ApiError } from "../api/api-error.js";
import { latest, LIMIT, oneOf, optional, whole } from "./fields.js";
import { operation } from "./operation.js";
import { table } from "./table.js";

/** Requests, events, accepted sends and problems, which tests can assert on. */
export const records = {
  requests: operation("requests", "GET /requests", {
    help: "list requests to the API, oldest first",
    input: { limit: LIMIT },
    run: ({ journal }, { limit }) => ({ requests: latest(journal.toArray(), limit) }),
    print: ({ requests }) =>
      table(
        requests.map(({ at, method, route, status, tenant }) => [at.slice(11, 23), method, route, status, tenant]),
        "No requests yet.",
      ),
  }),
  request: operation("request.show", "GET /requests/{id}", {
    help: "show a request with its body and response; both are stored only for the latest 1000 requests",
    input: { id: whole(1, Number.MAX_SAFE_INTEGER)("<id>") },
    run({ journal }, { id }) {
      const request = journal.toArray().find((entry) => entry.id === id);
      if (request === undefined) throw new ApiError(404, "The id is unknown, or its request is no longer stored.");
      return { request, ...journal.exchange(id) };
    },
  }),
  problems: operation("problems", "GET /problems", {
    help: "list requests that reveal a mistake in the app, with a fix for each",
    input: { limit: { ...LIMIT, label: undefined } },
    run: ({ tenant }, { limit }) => ({ problems: latest(tenant.problems(), limit) }),
    print: ({ problems }) => problemLines(problems),
  }),
  events: operation("events", "GET /raised", {
    help: "list all events, including those that no webhook received",
    input: {
      limit: LIMIT,
      type: optional(oneOf(EVENT_TYPES)("--type <type>", "only events of this type, such as message.incoming")),
    },
    run: ({ tenant }, { limit, type }) => ({ events: latest(tenant.events(type), limit) }),
    print: ({ events }) =>
      table(
        events.map(({ timestamp, type, message: { from, to, status } }) => [
          ...[timestamp.slice(11, 23), type, `${String(from)} > ${String(to)}`],
          type === "message.status" ? String(status) : "",
        ]),
        "No events yet.",
      ),
  }),
  accepted: operation("accepted", "GET /accepted", {
    help: "count accepted sends by metadata reference; a count above 1 means that a message was sent more than once",
    run: ({ tenant }) => ({ accepted: Object.fromEntries(tenant.acceptedPerReference()) }),
    print: ({ accepted }) =>
      table(
        Object.entries(accepted).map(([reference, count]) => [count, reference]),
        "No accepted message has a reference yet.",
      ),
  }),
};

/** Formats problems as a table. */
export function problemLines(problems: readonly Problem[]): string {
  return table(problems.map(problemCells), "No problems.");
}

/** Formats a problem as table cells. */
export function problemCells({ count, code, message }: Problem): string[] {
  return [`${count}x`, code, message];
}
