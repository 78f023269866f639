import { campaignView } from "../engine/registration.js";
import { optional, text, texts } from "./fields.js";
import { operation, type OperationCall } from "./operation.js";
import { table } from "./table.js";

/** Campaigns, their review, and their keywords. */
export const campaigns = {
  list: operation("campaign.list", "GET /campaigns", {
    help: "list campaigns",
    run: listCampaigns,
    print: campaignTable,
  }),
  approve: operation("campaign.approve", "POST /campaigns/{id}/approve", {
    help: "approve a campaign, which Sendo and the carriers take days for",
    input: { id: text("<id>") },
    run(call, { id }) {
      call.tenant.approveCampaign(id);
      return listCampaigns(call);
    },
    print: campaignTable,
  }),
  reject: operation("campaign.reject", "POST /campaigns/{id}/reject", {
    help: "reject a campaign",
    input: { id: text("<id>"), reason: optional(text("--reason <text>", "why")) },
    run(call, { id, reason }) {
      call.tenant.rejectCampaign(id, reason);
      return listCampaigns(call);
    },
    print: campaignTable,
  }),
  keywords: operation("campaign.keywords", "POST /campaigns/{id}/keywords", {
    help: "set the keywords of a campaign that opt out, opt in and ask for help",
    input: {
      id: text("<id>"),
      optout: optional(texts("--optout <words...>", "keywords that opt out, STOP among them")),
      optin: optional(texts("--optin <words...>", "keywords that opt in")),
      help: optional(texts("--help-words <words...>", "keywords that ask for help")),
    },
    run(call, { id, optout, optin, help }) {
      call.tenant.setKeywords(id, { ...(optout && { optout }), ...(optin && { optin }), ...(help && { help }) });
      return listCampaigns(call);
    },
    print: campaignTable,
  }),
};

/** The numbers of all campaigns. */
export const numbers = {
  list: operation("number.list", "GET /numbers", { help: "list numbers", run: listNumbers, print: numberTable }),
  activate: operation("number.activate", "POST /numbers/{id}/activate", {
    help: "activate a bought number immediately",
    input: { id: text("<number>") },
    run(call, { id }) {
      call.tenant.activateNumber(id);
      return listNumbers(call);
    },
    print: numberTable,
  }),
};

function listCampaigns({ account }: OperationCall) {
  return { campaigns: [...account.campaigns.values()].map(campaignView) };
}

function listNumbers({ account }: OperationCall) {
  return { numbers: account.numbers() };
}

function campaignTable(listed: ReturnType<typeof listCampaigns>): string {
  return table(
    listed.campaigns.map((campaign) => [
      ...[campaign.id, campaign.status, campaign.displayName],
      campaign.numbers.join(","),
    ]),
    "No campaigns.",
  );
}

function numberTable(listed: ReturnType<typeof listNumbers>): string {
  return table(
    listed.numbers.map(({ number, status, campaign }) => [number, status, campaign]),
    "No numbers.",
  );
}
