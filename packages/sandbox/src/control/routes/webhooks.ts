import { field, optionalText, optionalTexts, requiredText } from "../../api/fields.js";
import { badParameter, ApiError } from "../../api/api-error.js";
import type { Duration } from "../../time/duration.js";
import { describeKnown } from "../../errors/describe-known.js";
import type { ControlCall, ControlRoute } from "../control-route.js";

/** Where events go. */
export const WEBHOOK_ROUTES: readonly ControlRoute[] = [
  { method: "GET", path: "/webhooks", handler: ({ tenant }) => ({ webhooks: tenant.webhooks.list() }) },
  { method: "POST", path: "/webhooks", handler: addWebhook },
  { method: "POST", path: "/webhooks/{id}/remove", handler: removeWebhook },
  { method: "POST", path: "/webhooks/{id}/outage", handler: setOutage },
  { method: "POST", path: "/webhooks/{id}/token", handler: setToken },
];

function addWebhook({ tenant, fields }: ControlCall): object {
  const url = requiredText(fields, "url");
  const options: Record<string, unknown> = {};
  for (const name of ["campaign", "token", "name"]) {
    const value = optionalText(fields, name);
    if (value !== undefined) options[name] = value;
  }
  for (const name of ["eventTypes", "numbers"]) {
    const value = optionalTexts(fields, name);
    if (value !== undefined) options[name] = value;
  }
  return { webhook: tenant.webhooks.add(url, options) };
}

function removeWebhook({ tenant, id }: ControlCall): object {
  const webhooks = tenant.webhooks.list();
  const webhook = webhooks.find((each) => each.id === id);
  if (webhook === undefined || !tenant.webhooks.remove(id)) {
    throw new ApiError(404, `No webhook has this id. ${describeKnown(webhooks.map((each) => each.id))}`);
  }
  return { webhook };
}

function setOutage({ tenant, id, fields }: ControlCall): object {
  const duration = field(fields, "for");
  if (duration === undefined) throw badParameter('"for" is required: a duration such as "10m", or "0" to end it.');
  return { webhook: tenant.webhooks.outage(id, duration === "0" ? 0 : (duration as Duration)) };
}

function setToken({ tenant, id, fields }: ControlCall): object {
  const wrong = field(fields, "wrong");
  if (typeof wrong !== "boolean") throw badParameter('"wrong" must be true or false.');
  return { webhook: tenant.webhooks.wrongToken(id, wrong) };
}
