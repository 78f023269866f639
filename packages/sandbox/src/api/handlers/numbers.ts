import { checkPhone, requiredText } from "../fields.js";
import { checkCapacity } from "../check-capacity.js";
import { badParameter } from "../api-error.js";
import type { ApiHandler } from "../route.js";

const TOLL_FREE = /^\+1(?:800|833|844|855|866|877|888)/;

/** POST /v1/number/buy: one more local number for an approved campaign. */
export const buyNumber: ApiHandler = ({ account, fields }, { engine }) => {
  const number = checkPhone(requiredText(fields, "number"), "number");
  const campaign = account.campaigns.get(requiredText(fields, "campaignId"));
  if (campaign === undefined) throw badParameter('"campaignId" is not a campaign of this account.');
  if (campaign.status !== "ACTIVE") throw badParameter("The campaign is not fully provisioned yet.");
  if (!number.startsWith("+1") || TOLL_FREE.test(number)) throw badParameter("Only local numbers can be bought here.");
  if (account.campaignOfNumber(number) !== undefined) throw badParameter("This number is yours already.");
  checkCapacity({ size: campaign.numbers.length }, "numbers of a campaign");
  campaign.numbers.push(number);
  campaign.pendingNumbers.add(number);
  account.numberChanged(campaign, number);
  engine.review.number(account, campaign, number);
  return { success: true, status: "PENDING", number, campaignId: campaign.id };
};
