import type { Assumption } from "./assumption.js";
import { PROTOCOL_ASSUMPTIONS } from "./protocol.js";
import { MESSAGES_ASSUMPTIONS } from "./messages.js";
import { WEBHOOKS_ASSUMPTIONS } from "./webhooks.js";
import { OPT_OUT_ASSUMPTIONS } from "./opt-out.js";
import { REGISTRATION_ASSUMPTIONS } from "./registration.js";

/**
 * Every choice that an app could notice and that Sendo's documents leave open, next to the documented rules that are easily
 * taken for one. An entry says so where its reading is stricter than others.
 */
export const ASSUMPTIONS: readonly Assumption[] = [
  ...PROTOCOL_ASSUMPTIONS,
  ...MESSAGES_ASSUMPTIONS,
  ...WEBHOOKS_ASSUMPTIONS,
  ...OPT_OUT_ASSUMPTIONS,
  ...REGISTRATION_ASSUMPTIONS,
];
