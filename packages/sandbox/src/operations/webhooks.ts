import { ApiError } from "../api/api-error.js";
import type { Delivery } from "../engine/delivery.js";
import { describeKnown } from "../errors/describe-known.js";
import type { AddWebhookOptions } from "../tenant/add-webhook-options.js";
import { anyString, duration, flag, latest, LIMIT, number, optional, string, strings } from "./fields.js";
import { operation } from "./operation.js";
import { table } from "./table.js";

export const webhooks = {
  add: operation("webhook.add", "POST /webhooks", {
    help: "send events to this local URL",
    input: {
      url: string("<url>"),
      campaign: optional(string("--campaign <id>", "campaign to use; default: the approved campaign")),
      eventTypes: optional(strings("--events <types...>", "only events of these types")),
      numbers: optional(strings("--numbers <numbers...>", "only events for these numbers")),
      token: optional(string("--token <token>", "token for X-Webhook-Token; default: the one in SENDO_WEBHOOK_TOKEN")),
      name: optional(string()),
    },
    run: ({ tenant }, { url, ...options }) => ({ webhook: tenant.webhooks.add(url, options as AddWebhookOptions) }),
    print: ({ webhook }) => `Events are sent to ${webhook.url} (${webhook.id})`,
  }),
  list: operation("webhook.list", "GET /webhooks", {
    help: "list webhooks",
    run: ({ tenant }) => ({ webhooks: tenant.webhooks.list() }),
    print: (output) =>
      table(
        output.webhooks.map(({ id, url, campaign, eventTypes, outageUntil }) => [
          ...[id, url, campaign, eventTypes.join(",")],
          outageUntil && `out until ${outageUntil}`,
        ]),
        "No webhooks yet. Add one: webhook add http://localhost:3000/webhooks/sendo",
      ),
  }),
  remove: operation("webhook.remove", "POST /webhooks/{id}/remove", {
    help: "remove a webhook and cancel its retries",
    input: { id: string("<id>") },
    run({ tenant }, { id }) {
      const all = tenant.webhooks.list();
      const webhook = all.find((each) => each.id === id);
      if (webhook !== undefined && tenant.webhooks.remove(id)) return { webhook };
      throw new ApiError(404, `No webhook has this id. ${describeKnown(all.map((each) => each.id))}`);
    },
    print: () => "Removed.",
  }),
  outage: operation("webhook.outage", "POST /webhooks/{id}/outage", {
    help: "fail every attempt for a set time on the sandbox's clock, such as 10m; 0 ends the outage",
    input: { id: string("<id>"), for: duration("<duration>") },
    run: ({ tenant }, input) => ({ webhook: tenant.webhooks.outage(input.id, input.for) }),
    print: () => "Done.",
  }),
  token: operation("webhook.wrong-token", "POST /webhooks/{id}/token", {
    help: "send a wrong X-Webhook-Token from now on; a secure receiver rejects it with 401",
    input: { id: string("<id>"), wrong: flag("--right", "send the correct token from now on", true) },
    run: ({ tenant }, { id, wrong }) => ({ webhook: tenant.webhooks.wrongToken(id, wrong) }),
    print: () => "Done.",
  }),
};

export const deliveries = {
  list: operation("webhook.deliveries", "GET /deliveries", {
    help: "list deliveries with the result of each attempt, oldest first",
    input: {
      message: optional(anyString("--message <id>", "only deliveries for this message")),
      webhook: optional(anyString("--webhook <id>", "only deliveries to this webhook")),
      limit: LIMIT,
    },
    run({ account }, { message, webhook, limit }) {
      const found = account.deliveries
        .toArray()
        .filter(({ event }) => message === undefined || event.message["id"] === message)
        .filter(({ webhookId }) => webhook === undefined || webhookId === webhook);
      return { deliveries: latest(found, limit) };
    },
    print: (output) =>
      table(
        output.deliveries.map((delivery) => [delivery.event.timestamp.slice(11, 23), ...deliveryCells(delivery)]),
        "No deliveries yet.",
      ),
  }),
  retry: operation("webhook.retry", "POST /deliveries/{id}/retry", {
    help: "start a delivery's next attempt now",
    input: { id: string("<delivery>") },
    async run({ tenant, account }, { id }) {
      const delivery = account.delivery(id);
      if (delivery === undefined) throw new ApiError(404, "No delivery has this id.");
      if (!(await tenant.webhooks.retry(id))) throw new ApiError(409, "This delivery has no pending attempt.");
      return { delivery };
    },
    print: () => "Retried.",
  }),
  replay: operation("webhook.replay", "POST /deliveries/{id}/replay", {
    help: "deliver an event again with the same event id (Sendo does not document whether its retries keep the id)",
    input: { id: string("<delivery>"), times: optional(number("--times <count>", "number of deliveries")) },
    run({ tenant, account }, { id, times }) {
      if (account.delivery(id) === undefined) throw new ApiError(404, "No delivery has this id.");
      return { deliveries: tenant.webhooks.replay(id, times) };
    },
    print: () => "Replayed.",
  }),
};

/** Formats a delivery as table cells: event type, state, each attempt's status or network error, and id. */
export function deliveryCells({ id, event, state, attempts }: Delivery): string[] {
  const tries = attempts.map(({ httpStatus, errorCode }) => String(httpStatus ?? errorCode));
  return [event.type, state, tries.join(","), id];
}
