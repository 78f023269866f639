import { ApiError } from "../api/api-error.js";
import type { SandboxMessage } from "../engine/message-record.js";
import { STATUSES, type SandboxMessageStatus } from "../engine/message-status.js";
import { anyString, latest, LIMIT, number, oneOf, optional, string } from "./fields.js";
import { operation } from "./operation.js";
import { table } from "./table.js";
import { timeline, type TimelineEntry } from "./timeline.js";

export const messages = {
  list: operation("messages", "GET /messages", {
    help: "list inbound and outbound messages, oldest first",
    input: {
      number: optional(anyString("--number <number>", "only messages from or to this number")),
      q: optional(anyString("--q <string>", "only messages with this string in their id, number or body")),
      status: optional(oneOf(STATUSES)("--status <status>", "only messages with this status, such as FAILED")),
      limit: LIMIT,
    },
    run({ tenant }, { number, q = "", status, limit }) {
      const words = q.toLowerCase();
      const found = tenant
        .messages()
        .filter(({ from, to }) => number === undefined || from === number || to === number)
        .filter((message) => status === undefined || message.status === status)
        .filter(({ id, from, to, body }) => [id, from, to, body].some((each) => each.toLowerCase().includes(words)));
      return { messages: latest(found, limit) };
    },
    print: ({ messages: found }, { number, q, status }) =>
      messageTable(found, (number ?? q ?? status) ? "No messages match." : undefined),
  }),
  show: operation("message.show", "GET /messages/{id}", {
    help: "show a message and its timeline",
    input: { id: string("<id>") },
    run({ tenant, account, journal }, { id }) {
      const record = account.message(id);
      const message = tenant.message(id);
      if (record === undefined || message === undefined) throw new ApiError(404, "No message has this id.");
      const deliveries = account.deliveries.toArray().filter(({ event }) => event.message["id"] === id);
      const requests = journal.toArray().filter((entry) => entry.message === id && entry.tenant === account.name);
      return { message, timeline: timeline(record, requests, deliveries), deliveries };
    },
    print: showMessage,
  }),
  clear: operation("message.clear", "POST /messages/clear", {
    help: "delete all messages, including their events and deliveries; opt-outs, webhooks and faults are kept",
    run({ account, engine }) {
      engine.remove(account);
      return {};
    },
    print: () => "Deleted.",
  }),
  remove: operation("message.delete", "POST /messages/{id}/delete", {
    help: "delete a message, including its events and deliveries",
    input: { id: string("<id>") },
    run({ account, engine }, { id }) {
      const record = account.message(id);
      if (record === undefined) throw new ApiError(404, "No message has this id.");
      engine.remove(account, record);
      return { id };
    },
    print: () => "Deleted.",
  }),
  setStatus: operation("message.status", "POST /messages/{id}/status", {
    help: "set a message's status, such as FAILED with --code 1330",
    input: {
      id: string("<id>"),
      status: string("<status>"),
      errorCode: optional(number("--code <code>", "failure code")),
    },
    run: ({ tenant }, { id, status, errorCode }) => ({
      message: tenant.setStatus(id, status as SandboxMessageStatus, errorCode), // checks the status
    }),
    print: showMessage,
  }),
};

function messageTable(found: readonly SandboxMessage[], empty = "No messages yet."): string {
  return table(
    found.map((message) => [message.createdAt.slice(11, 19), ...messageCells(message)]),
    empty,
  );
}

/** Formats a message as table cells: sender and recipient, status, id and body. */
export function messageCells({ id, from, to, status, errorCode, body }: SandboxMessage): string[] {
  return [`${from} > ${to}`, errorCode === undefined ? status : `${status} ${errorCode}`, id, body];
}

function showMessage(shown: { message: SandboxMessage; timeline?: readonly TimelineEntry[] }): string {
  const rows = (shown.timeline ?? []).map((entry) => [entry.at.slice(11, 23), entry.kind, ...timelineCells(entry)]);
  return [messageTable([shown.message]), ...(rows.length > 0 ? [table(rows, "")] : [])].join("\n");
}

function timelineCells(entry: TimelineEntry): (string | number | undefined)[] {
  if (entry.kind === "status") return [entry.status, "", ""];
  const { faultId } = entry.kind === "request" ? entry.request : entry.attempt;
  const fault = faultId && `by ${faultId}`;
  if (entry.kind === "request") return [`${entry.request.method} ${entry.request.route}`, entry.request.status, fault];
  const { number: count, httpStatus, errorCode } = entry.attempt;
  return [`attempt ${count} to webhook ${entry.webhook}`, httpStatus ?? errorCode, fault];
}
