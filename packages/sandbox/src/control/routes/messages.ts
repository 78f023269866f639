import { field, requiredText } from "../../api/fields.js";
import { badParameter, ApiError } from "../../api/api-error.js";
import type { Delivery } from "../../engine/delivery.js";
import { toMessage } from "../../engine/message-record.js";
import { STATUSES, type SandboxMessageStatus } from "../../engine/message-status.js";
import type { ControlCall, ControlRoute } from "../control-route.js";
import { latest } from "../latest.js";
import { timeline } from "../timeline.js";

/** Texts in both directions. */
export const MESSAGE_ROUTES: readonly ControlRoute[] = [
  { method: "GET", path: "/messages", handler: listMessages },
  { method: "GET", path: "/messages/{id}", handler: retrieveMessage },
  { method: "POST", path: "/messages/{id}/status", handler: forceStatus },
];

function listMessages({ tenant, query }: ControlCall): object {
  const number = query.get("number");
  const status = query.get("status");
  if (status !== null && !(STATUSES as readonly string[]).includes(status)) {
    throw badParameter(`"status" must be one of ${STATUSES.join(", ")}.`);
  }
  const words = (query.get("q") ?? "").toLowerCase();
  const messages = tenant
    .messages()
    .filter(({ from, to }) => number === null || from === number || to === number)
    .filter((message) => status === null || message.status === status)
    .filter(({ id, from, to, body }) => [id, from, to, body].some((text) => text.toLowerCase().includes(words)));
  return { messages: latest(messages, query) };
}

function retrieveMessage({ account, context, journal, id }: ControlCall): object {
  const record = account.message(id);
  if (record === undefined) throw new ApiError(404, "No message has this id.");
  const deliveries = account.deliveries.toArray().filter((delivery) => concerns(delivery, id));
  const requests = journal.toArray().filter((entry) => entry.message === id && entry.tenant === account.name);
  return {
    message: toMessage(record, context.assume.errorCode),
    timeline: timeline(record, requests, deliveries),
    deliveries,
  };
}

function forceStatus({ tenant, id, fields }: ControlCall): object {
  const status = requiredText(fields, "status") as SandboxMessageStatus; // checked with the rest
  return { message: tenant.setStatus(id, status, field(fields, "errorCode") as number | undefined) };
}

function concerns({ event }: Delivery, message: string): boolean {
  return event.message["id"] === message;
}
