import { checkPhone, requiredString } from "../fields.js";
import { checkCapacity } from "../check-capacity.js";
import { badParameter } from "../api-error.js";
import type { ApiHandler } from "../route.js";

const TOLL_FREE = /^\+1(?:800|833|844|855|866|877|888)/;

/** POST /v1/number/buy. Adds a local number to an approved campaign. */
export const buyNumber: ApiHandler = ({ account, fields }, { engine }) => {
  const number = checkPhone(requiredString(fields, "number"), "number");
  const campaign = account.campaigns.get(requiredString(fields, "campaignId"));
  if (campaign === undefined) throw badParameter(`"campaignId" is not one of this account's campaigns.`);
  if (campaign.status !== "ACTIVE") throw badParameter("The campaign is not fully provisioned yet.");
  if (!number.startsWith("+1") || TOLL_FREE.test(number)) throw badParameter("Only local numbers can be bought.");
  if (account.campaignOfNumber(number) !== undefined) throw badParameter("The account already has this number.");
  checkCapacity({ size: campaign.numbers.length }, "numbers per campaign");
  campaign.numbers.push(number);
  campaign.pendingNumbers.add(number);
  account.numberChanged(campaign, number);
  engine.review.number(account, campaign, number);
  return { success: true, status: "PENDING", number, campaignId: campaign.id };
};
