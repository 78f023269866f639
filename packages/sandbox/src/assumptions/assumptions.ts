import type { Assumption } from "./assumption.js";
import { PROTOCOL_ASSUMPTIONS } from "./protocol.js";
import { MESSAGES_ASSUMPTIONS } from "./messages.js";
import { WEBHOOKS_ASSUMPTIONS } from "./webhooks.js";
import { OPT_OUT_ASSUMPTIONS } from "./opt-out.js";
import { REGISTRATION_ASSUMPTIONS } from "./registration.js";

/**
 * Observable behaviors that Sendo's documentation does not specify. The list also includes documented rules that could
 * be mistaken for assumptions. An entry also states whether its interpretation is stricter than the alternatives.
 */
export const ASSUMPTIONS: readonly Assumption[] = [
  ...PROTOCOL_ASSUMPTIONS,
  ...MESSAGES_ASSUMPTIONS,
  ...WEBHOOKS_ASSUMPTIONS,
  ...OPT_OUT_ASSUMPTIONS,
  ...REGISTRATION_ASSUMPTIONS,
];
