import { field } from "../../api/fields.js";
import { ApiError } from "../../api/api-error.js";
import type { ControlCall, ControlRoute } from "../control-route.js";
import { latest } from "../latest.js";

/** Events on their way to webhooks. */
export const DELIVERY_ROUTES: readonly ControlRoute[] = [
  { method: "GET", path: "/deliveries", handler: listDeliveries },
  { method: "POST", path: "/deliveries/{id}/retry", handler: retry },
  { method: "POST", path: "/deliveries/{id}/replay", handler: replay },
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

async function retry({ tenant, account, id }: ControlCall): Promise<object> {
  const delivery = account.delivery(id);
  if (delivery === undefined) throw new ApiError(404, "No delivery has this id.");
  if (!(await tenant.webhooks.retry(id))) throw new ApiError(409, "This delivery does not wait for an attempt.");
  return { delivery };
}

function replay({ tenant, account, id, fields }: ControlCall): object {
  if (account.delivery(id) === undefined) throw new ApiError(404, "No delivery has this id.");
  return { deliveries: tenant.webhooks.replay(id, field(fields, "times") as number | undefined) };
}
