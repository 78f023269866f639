import { campaignView } from "../../engine/registration.js";
import type { ControlCall, ControlRoute } from "../control-route.js";

/** Campaigns, their review and their numbers. */
export const CAMPAIGN_ROUTES: readonly ControlRoute[] = [
  { method: "GET", path: "/campaigns", handler: listCampaigns },
  { method: "POST", path: "/campaigns/{id}/approve", handler: approveCampaign },
  { method: "GET", path: "/numbers", handler: listNumbers },
];

function listCampaigns({ account }: ControlCall): object {
  return { campaigns: [...account.campaigns.values()].map(campaignView) };
}

function approveCampaign(call: ControlCall): object {
  call.tenant.approveCampaign(call.id);
  return listCampaigns(call);
}

function listNumbers({ account }: ControlCall): object {
  const numbers = [...account.campaigns.values()].flatMap(({ id, numbers: owned }) =>
    owned.map((number) => ({ number, campaign: id, status: "ACTIVE" })),
  );
  return { numbers };
}
