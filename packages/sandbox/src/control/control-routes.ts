import type { ControlRoute } from "./control-route.js";
import { CAMPAIGN_ROUTES } from "./routes/campaigns.js";
import { CLOCK_ROUTES } from "./routes/clock.js";
import { DELIVERY_ROUTES } from "./routes/deliveries.js";
import { FAULT_ROUTES } from "./routes/faults.js";
import { EVENT_ROUTES } from "./routes/events.js";
import { INFO_ROUTES } from "./routes/info.js";
import { MESSAGE_ROUTES } from "./routes/messages.js";
import { OPT_OUT_ROUTES } from "./routes/opt-outs.js";
import { PHONE_ROUTES } from "./routes/phones.js";
import { RECORD_ROUTES } from "./routes/records.js";
import { SEND_ROUTES } from "./routes/sends.js";
import { TENANT_ROUTES } from "./routes/tenants.js";
import { WAIT_ROUTES } from "./routes/waits.js";
import { WEBHOOK_ROUTES } from "./routes/webhooks.js";

/** Everything that another process may ask of a running sandbox. */
export const CONTROL_ROUTES: readonly ControlRoute[] = [
  ...INFO_ROUTES,
  ...MESSAGE_ROUTES,
  ...PHONE_ROUTES,
  ...WEBHOOK_ROUTES,
  ...DELIVERY_ROUTES,
  ...FAULT_ROUTES,
  ...CAMPAIGN_ROUTES,
  ...OPT_OUT_ROUTES,
  ...RECORD_ROUTES,
  ...WAIT_ROUTES,
  ...TENANT_ROUTES,
  ...CLOCK_ROUTES,
  ...EVENT_ROUTES,
  ...SEND_ROUTES,
];
