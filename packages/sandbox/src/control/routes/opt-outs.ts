import { checkPhone, field, optionalText, requiredText } from "../../api/fields.js";
import { badParameter } from "../../api/api-error.js";
import type { ControlCall, ControlRoute } from "../control-route.js";

/** Who opted out, and of which campaign. */
export const OPT_OUT_ROUTES: readonly ControlRoute[] = [
  { method: "GET", path: "/optouts", handler: ({ account }) => ({ optouts: account.optOuts() }) },
  { method: "POST", path: "/optouts", handler: setOptOut },
];

function setOptOut({ account, tenant, clock, fields }: ControlCall): object {
  const campaign = optionalText(fields, "campaign") ?? tenant.campaign;
  const number = checkPhone(requiredText(fields, "number"), "number");
  const optedOut = field(fields, "optedOut");
  if (!account.campaigns.has(campaign)) throw badParameter('"campaign" is not a campaign of this tenant.');
  if (typeof optedOut !== "boolean") throw badParameter('"optedOut" must be true or false.');
  account.setOptedOut(campaign, number, optedOut, clock.epochMs());
  return { optouts: account.optOuts() };
}
