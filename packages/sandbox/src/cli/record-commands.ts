import type { Command } from "commander";
import type { RaisedEvent } from "../engine/event.js";
import type { Problem } from "../api/problem.js";
import type { RequestEntry } from "../api/request-journal.js";
import { controlVerb } from "./control-verb.js";
import { table } from "./table.js";

const withLimit = (command: Command): Command => command.option("--limit <count>", "how many, 1 to 999999", "20");

/** `requests`, `problems`, `events`, `accepted`, `reset`: what the app did, and forgetting it. */
export function recordCommands(): readonly Command[] {
  return [
    controlVerb<{ limit: string }, { requests: readonly RequestEntry[] }>({
      usage: "requests",
      description: "list requests to the API, the latest last",
      method: "GET",
      path: "/requests",
      flags: withLimit,
      request: (_, { limit }) => ({ query: { limit } }),
      print: ({ requests }) =>
        table(
          requests.map(({ at, method, route, status, tenant }) => [at.slice(11, 23), method, route, status, tenant]),
          "No requests yet.",
        ),
    }),
    controlVerb<object, { problems: readonly Problem[] }>({
      usage: "problems",
      description: "list requests that show a mistake in the app, and what to do about each",
      method: "GET",
      path: "/problems",
      print: ({ problems }) => problemLines(problems),
    }),
    controlVerb<{ limit: string; type?: string }, { events: readonly RaisedEvent[] }>({
      usage: "events",
      description: "list events that were raised, whether or not a webhook heard of them",
      method: "GET",
      path: "/raised",
      flags: (command) => withLimit(command).option("--type <type>", "only these, such as message.incoming"),
      request: (_, { limit, type }) => ({ query: { limit, type } }),
      print: ({ events }) =>
        table(
          events.map(({ timestamp, type, message: { from, to, status } }) => [
            timestamp.slice(11, 23),
            type,
            `${String(from)} > ${String(to)}`,
            type === "message.status" ? String(status) : "",
          ]),
          "No events yet.",
        ),
    }),
    controlVerb<object, { accepted: Readonly<Record<string, number>> }>({
      usage: "accepted",
      description: "count the sends that were accepted, by their metadata reference: more than 1 is a text sent twice",
      method: "GET",
      path: "/accepted",
      print: ({ accepted }) =>
        table(
          Object.entries(accepted).map(([reference, count]) => [count, reference]),
          "No send with a reference yet.",
        ),
    }),
    controlVerb<object, { reset: string }>({
      usage: "reset",
      description: "forget messages, events, requests, problems, consent and webhooks of a tenant",
      method: "POST",
      path: "/reset",
      print: ({ reset }) => `Tenant ${reset} is as at the start.`,
    }),
  ];
}

/** One line for each problem. */
export function problemLines(problems: readonly Problem[]): string {
  return table(
    problems.map(({ count, code, message }) => [`${count}x`, code, message]),
    "No problems.",
  );
}
