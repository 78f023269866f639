import { optionalText, optionalTexts } from "../../api/fields.js";
import { campaignView } from "../../engine/registration.js";
import type { ControlCall, ControlRoute } from "../control-route.js";

/** Campaigns, their review, their words and their numbers. */
export const CAMPAIGN_ROUTES: readonly ControlRoute[] = [
  { method: "GET", path: "/campaigns", handler: listCampaigns },
  { method: "POST", path: "/campaigns/{id}/approve", handler: approveCampaign },
  { method: "POST", path: "/campaigns/{id}/reject", handler: rejectCampaign },
  { method: "POST", path: "/campaigns/{id}/keywords", handler: setKeywords },
  { method: "GET", path: "/numbers", handler: listNumbers },
  { method: "POST", path: "/numbers/{id}/activate", handler: activateNumber },
];

function listCampaigns({ account }: ControlCall): object {
  return { campaigns: [...account.campaigns.values()].map(campaignView) };
}

function approveCampaign(call: ControlCall): object {
  call.tenant.approveCampaign(call.id);
  return listCampaigns(call);
}

function rejectCampaign(call: ControlCall): object {
  call.tenant.rejectCampaign(call.id, optionalText(call.fields, "reason"));
  return listCampaigns(call);
}

function setKeywords(call: ControlCall): object {
  const given = ["optout", "optin", "help"].flatMap((name) => {
    const words = optionalTexts(call.fields, name);
    return words === undefined ? [] : [[name, words] as const];
  });
  call.tenant.setKeywords(call.id, Object.fromEntries(given));
  return listCampaigns(call);
}

function listNumbers({ account }: ControlCall): object {
  return { numbers: account.numbers() };
}

function activateNumber(call: ControlCall): object {
  call.tenant.activateNumber(call.id);
  return listNumbers(call);
}
