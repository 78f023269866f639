import type { ControlCall, ControlRoute } from "../control-route.js";
import { latest } from "../latest.js";

/** Events on their way to webhooks. */
export const DELIVERY_ROUTES: readonly ControlRoute[] = [
  { method: "GET", path: "/deliveries", handler: listDeliveries },
];

function listDeliveries({ account, query }: ControlCall): object {
  const message = query.get("message");
  const webhook = query.get("webhook");
  const deliveries = account.deliveries
    .toArray()
    .filter(({ event }) => message === null || event.message["id"] === message)
    .filter(({ webhookId }) => webhook === null || webhookId === webhook);
  return { deliveries: latest(deliveries, query) };
}
