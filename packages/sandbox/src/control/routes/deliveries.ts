import type { ControlRoute } from "../control-route.js";
import { latest } from "../latest.js";

/** Events on their way to webhooks. */
export const DELIVERY_ROUTES: readonly ControlRoute[] = [
  {
    method: "GET",
    path: "/deliveries",
    handler: ({ tenant, query }) => ({ deliveries: latest(tenant.webhooks.deliveries(), query) }),
  },
];
