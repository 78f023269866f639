import type { Account } from "../engine/account.js";
import type { CampaignRecord } from "../engine/registration.js";
import { Refusal } from "./refusal.js";

/** The campaign that the path names. */
export function campaignOfPath(account: Account, id: string): CampaignRecord {
  const campaign = account.campaigns.get(id);
  if (campaign === undefined) throw new Refusal(404, "No campaign has this id.");
  return campaign;
}
