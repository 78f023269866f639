import type { Account } from "../../engine/account.js";
import { DEFAULT_KEYWORDS, NO_LIMITS, toCampaign, type CampaignRecord } from "../../engine/registration.js";
import { iso } from "../../time/iso.js";
import { checkCapacity } from "../check-capacity.js";
import { checkUrl, field, optionalString, requiredString } from "../fields.js";
import { page } from "../paging.js";
import { badParameter, ApiError } from "../api-error.js";
import type { ApiHandler } from "../route.js";

const USECASES = [
  "2FA",
  "ACCOUNT_NOTIFICATION",
  "CUSTOMER_CARE",
  "DELIVERY_NOTIFICATION",
  "FRAUD_ALERT",
  "MARKETING",
  "POLLING_VOTING",
  "SECURITY_ALERT",
  "HIGHER_EDUCATION",
  "K12_EDUCATION",
];

/** POST /v1/campaign/create. A new campaign has no phone numbers and is awaiting approval. */
export const createCampaign: ApiHandler = ({ account, fields }, { clock, engine }) => {
  checkCapacity(account.campaigns, "campaigns per account");
  const usecase = requiredString(fields, "usecase");
  if (!USECASES.includes(usecase)) throw badParameter(`"usecase" must be one of ${USECASES.join(", ")}.`);
  const brandId = requiredString(fields, "brandId");
  if (!account.brands.has(brandId)) throw badParameter(`"brandId" is not one of this account's brands.`);
  const isLowVolume = field(fields, "isLowVolume") ?? false;
  if (typeof isLowVolume !== "boolean") throw badParameter('"isLowVolume" must be true or false.');
  const screenshotUrl = optionalString(fields, "screenshotUrl");
  const now = iso(clock.epochMs());
  const campaign: CampaignRecord = {
    id: account.ids.alphanumeric(8),
    brandId,
    displayName: requiredString(fields, "displayName"),
    createdAt: now,
    updatedAt: now,
    status: "PENDING",
    monthlyFee: null,
    usecase,
    details: {
      description: requiredString(fields, "description"),
      consentFlow: requiredString(fields, "consentFlow"),
      screenshotUrl: screenshotUrl === undefined ? null : checkUrl(screenshotUrl, "screenshotUrl"),
      sample1: requiredString(fields, "sample1"),
      sample2: requiredString(fields, "sample2"),
      sample3: optionalString(fields, "sample3") ?? null,
      sample4: optionalString(fields, "sample4") ?? null,
      sample5: optionalString(fields, "sample5") ?? null,
      ...DEFAULT_KEYWORDS,
    },
    limits: NO_LIMITS,
    numbers: [],
    pendingNumbers: new Set(),
    rejection: undefined,
  };
  account.campaigns.set(campaign.id, campaign);
  account.campaignChanged(campaign);
  engine.review.campaign(account, campaign);
  return { success: true, campaign: toCampaign(campaign) };
};

/** GET /v1/campaign/list. Lists all campaigns except drafts, newest first. */
export const listCampaigns: ApiHandler = ({ account, query }) => {
  const campaigns = [...account.campaigns.values()].filter(({ status }) => status !== "DRAFT").reverse();
  return { campaigns: page(campaigns, query).map(toCampaign) };
};

/** GET /v1/campaign/{id} */
export const retrieveCampaign: ApiHandler = ({ account, id }) => ({
  campaign: toCampaign(campaignOfPath(account, id)),
});

/** Returns the campaign whose id is in the path. */
export function campaignOfPath(account: Account, id: string): CampaignRecord {
  const campaign = account.campaigns.get(id);
  if (campaign === undefined) throw new ApiError(404, "No campaign has this id.");
  return campaign;
}
