import { optionalText, optionalTexts, requiredText, field } from "../api/fields.js";
import { Refusal, badParameter } from "../api/refusal.js";
import type { Duration } from "../duration.js";
import type { ControlCall, ControlRoute } from "./control-route.js";

/** Everything that another process may ask of a running sandbox. */
export const CONTROL_ROUTES: readonly ControlRoute[] = [
  { method: "GET", path: "/info", handler: info },
  { method: "GET", path: "/ca.pem", handler: ({ ca }) => ca },
  { method: "GET", path: "/messages", handler: listMessages },
  { method: "GET", path: "/messages/{id}", handler: retrieveMessage },
  { method: "POST", path: "/phones/{id}/text", handler: textFromPhone },
  {
    method: "GET",
    path: "/phones/{id}/messages",
    handler: ({ tenant, id }) => ({ messages: tenant.phone(id).messages() }),
  },
  { method: "GET", path: "/webhooks", handler: ({ tenant }) => ({ webhooks: tenant.webhooks.list() }) },
  { method: "POST", path: "/webhooks", handler: addWebhook },
  { method: "POST", path: "/campaigns/{id}/approve", handler: approveCampaign },
  { method: "GET", path: "/deliveries", handler: listDeliveries },
  {
    method: "GET",
    path: "/requests",
    handler: ({ journal, query }) => ({ requests: latest(journal.toArray(), query) }),
  },
  { method: "POST", path: "/clock/advance", handler: advanceClock },
];

function info({ tenant, clock }: ControlCall): object {
  const { name, campaign, pendingCampaign, numbers, env } = tenant;
  return {
    tenant: name,
    campaign,
    pendingCampaign,
    numbers,
    env,
    clock: { mode: clock.mode, now: new Date(clock.epochMs()).toISOString() },
  };
}

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

function textFromPhone({ tenant, id, fields }: ControlCall): object {
  const to = optionalText(fields, "to");
  const mediaUrls = optionalTexts(fields, "mediaUrls");
  const body = field(fields, "body");
  if (typeof body !== "string") throw badParameter('"body" must be a string.');
  const options = { ...(to !== undefined && { to }), ...(mediaUrls !== undefined && { mediaUrls }) };
  return { message: tenant.phone(id).text(body, options) };
}

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

function approveCampaign({ tenant, id }: ControlCall): object {
  tenant.approveCampaign(id);
  return { campaign: id, status: "ACTIVE" };
}

function listDeliveries({ tenant, query }: ControlCall): object {
  return { deliveries: latest(tenant.webhooks.deliveries(), query) };
}

async function advanceClock({ clock, fields }: ControlCall): Promise<object> {
  await clock.advance(field(fields, "by") as Duration);
  return { now: new Date(clock.epochMs()).toISOString() };
}

// The newest ones, oldest first; 1000 unless `limit` says otherwise.
function latest<T>(items: readonly T[], query: URLSearchParams): T[] {
  const text = query.get("limit") ?? "1000";
  if (!/^[1-9]\d{0,5}$/.test(text)) throw badParameter('"limit" must be a whole number from 1 to 999999.');
  return items.slice(-Number(text));
}
