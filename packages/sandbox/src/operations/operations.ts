import { campaigns, numbers } from "./campaigns.js";
import { clock } from "./clock.js";
import { faults } from "./faults.js";
import { info } from "./info.js";
import { messages } from "./messages.js";
import type { Operation } from "./operation.js";
import { optOuts } from "./opt-outs.js";
import { phones } from "./phones.js";
import { records } from "./records.js";
import { sends } from "./sends.js";
import { tenants } from "./tenants.js";
import { deliveries, webhooks } from "./webhooks.js";

/** Operations that other processes can call on a running sandbox. */
export const operations = {
  ...{ sends, phones, messages, records, webhooks, deliveries },
  ...{ clock, faults, campaigns, numbers, optOuts, info, tenants },
};

/** All {@link operations}, in the same order as in the command's help. */
export const OPERATIONS: readonly Operation[] = Object.values(operations).flatMap((group) => Object.values(group));
