import type { ControlCall, ControlRoute } from "../control-route.js";

/** Campaigns and their review. */
export const CAMPAIGN_ROUTES: readonly ControlRoute[] = [
  { method: "POST", path: "/campaigns/{id}/approve", handler: approveCampaign },
];

function approveCampaign({ tenant, id }: ControlCall): object {
  tenant.approveCampaign(id);
  return { campaign: id, status: "ACTIVE" };
}
