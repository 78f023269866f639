import type { Command } from "commander";
import { controlVerb } from "./control-verb.js";
import { group } from "./group.js";
import { table } from "./table.js";

interface CampaignView {
  readonly id: string;
  readonly displayName?: string;
  readonly status: string;
  readonly numbers?: readonly string[];
}

interface Campaigns {
  readonly campaigns: readonly CampaignView[];
}

interface Numbers {
  readonly numbers: readonly { readonly number: string; readonly campaign: string; readonly status: string }[];
}

/** `campaign`: the review desk of Sendo and the carriers. */
export function campaignCommand(): Command {
  return group(
    "campaign",
    "campaigns and their review",
    controlVerb<object, Campaigns>({
      usage: "list",
      description: "list campaigns",
      method: "GET",
      path: "/campaigns",
      print: campaignTable,
    }),
    controlVerb<object, Campaigns>({
      usage: "approve <id>",
      description: "approve a campaign, which Sendo and the carriers take days for",
      method: "POST",
      path: "/campaigns/{id}/approve",
      request: ([id]) => ({ id: id! }),
      print: campaignTable,
    }),
    controlVerb<{ reason?: string }, Campaigns>({
      usage: "reject <id>",
      description: "reject a campaign",
      method: "POST",
      path: "/campaigns/{id}/reject",
      flags: (command) => command.option("--reason <text>", "why"),
      request: ([id], { reason }) => ({ id: id!, body: { reason } }),
      print: campaignTable,
    }),
    controlVerb<{ optout?: string[]; optin?: string[]; helpWords?: string[] }, Campaigns>({
      usage: "keywords <id>",
      description: "set the words of a campaign that opt out, opt in and ask for help",
      method: "POST",
      path: "/campaigns/{id}/keywords",
      flags: (command) =>
        command
          .option("--optout <words...>", "words that opt out, STOP among them")
          .option("--optin <words...>", "words that opt in")
          .option("--help-words <words...>", "words that ask for help"),
      request: ([id], { optout, optin, helpWords }) => ({ id: id!, body: { optout, optin, help: helpWords } }),
      print: campaignTable,
    }),
  );
}

/** `number`: the numbers of all campaigns. */
export function numberCommand(): Command {
  return group(
    "number",
    "numbers of the campaigns",
    controlVerb<object, Numbers>({
      usage: "list",
      description: "list numbers",
      method: "GET",
      path: "/numbers",
      print: numberTable,
    }),
    controlVerb<object, Numbers>({
      usage: "activate <number>",
      description: "let a bought number become active at once",
      method: "POST",
      path: "/numbers/{id}/activate",
      request: ([number]) => ({ id: number! }),
      print: numberTable,
    }),
  );
}

function campaignTable({ campaigns }: Campaigns): string {
  return table(
    campaigns.map(({ id, status, displayName, numbers = [] }) => [id, status, displayName, numbers.join(",")]),
    "No campaigns.",
  );
}

function numberTable({ numbers }: Numbers): string {
  return table(
    numbers.map(({ number, status, campaign }) => [number, status, campaign]),
    "No numbers.",
  );
}
