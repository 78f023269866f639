import { Refusal } from "../../api/refusal.js";
import type { ControlCall, ControlRoute } from "../control-route.js";
import { latest } from "../latest.js";

/** Texts in both directions. */
export const MESSAGE_ROUTES: readonly ControlRoute[] = [
  { method: "GET", path: "/messages", handler: listMessages },
  { method: "GET", path: "/messages/{id}", handler: retrieveMessage },
];

function listMessages({ tenant, query }: ControlCall): object {
  const number = query.get("number");
  const messages = tenant.messages().filter(({ from, to }) => number === null || from === number || to === number);
  return { messages: latest(messages, query) };
}

function retrieveMessage({ tenant, id }: ControlCall): object {
  const message = tenant.message(id);
  if (message === undefined) throw new Refusal(404, "No message has this id.");
  return { message };
}
