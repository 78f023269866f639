import { campaignView } from "../engine/registration.js";
import { optional, string, strings } from "./fields.js";
import { operation, type OperationCall } from "./operation.js";
import { table } from "./table.js";

export const campaigns = {
  list: operation("campaign.list", "GET /campaigns", {
    help: "list campaigns",
    run: listCampaigns,
    print: campaignTable,
  }),
  approve: operation("campaign.approve", "POST /campaigns/{id}/approve", {
    help: "approve a campaign immediately; a real review by Sendo and the carriers takes days",
    input: { id: string("<id>") },
    run(call, { id }) {
      call.tenant.approveCampaign(id);
      return listCampaigns(call);
    },
    print: campaignTable,
  }),
  reject: operation("campaign.reject", "POST /campaigns/{id}/reject", {
    help: "reject a campaign",
    input: { id: string("<id>"), reason: optional(string("--reason <reason>", "reason for the rejection")) },
    run(call, { id, reason }) {
      call.tenant.rejectCampaign(id, reason);
      return listCampaigns(call);
    },
    print: campaignTable,
  }),
  keywords: operation("campaign.keywords", "POST /campaigns/{id}/keywords", {
    help: "set a campaign's keywords for opt-out, opt-in and help",
    input: {
      id: string("<id>"),
      optout: optional(strings("--optout <words...>", "opt-out keywords, including STOP")),
      optin: optional(strings("--optin <words...>", "opt-in keywords")),
      help: optional(strings("--help-words <words...>", "help keywords")),
    },
    run(call, { id, optout, optin, help }) {
      call.tenant.setKeywords(id, { ...(optout && { optout }), ...(optin && { optin }), ...(help && { help }) });
      return listCampaigns(call);
    },
    print: campaignTable,
  }),
};

export const numbers = {
  list: operation("number.list", "GET /numbers", { help: "list numbers", run: listNumbers, print: numberTable }),
  activate: operation("number.activate", "POST /numbers/{id}/activate", {
    help: "activate a purchased number immediately",
    input: { id: string("<number>") },
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
