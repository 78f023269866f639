import type { Command } from "commander";
import { controlVerb } from "./control-verb.js";
import { group } from "./group.js";
import { table } from "./table.js";

interface OptOuts {
  readonly optouts: readonly { readonly campaign: string; readonly number: string }[];
}

const withCampaign = (command: Command): Command =>
  command.option("--campaign <id>", "of this campaign, instead of the approved one");

/** `optout`: who does not want texts. */
export function optOutCommand(): Command {
  const set = (name: string, description: string, optedOut: boolean): Command =>
    controlVerb<{ campaign?: string }, OptOuts>({
      usage: `${name} <number>`,
      description,
      method: "POST",
      path: "/optouts",
      flags: withCampaign,
      request: ([number], { campaign }) => ({ body: { number, campaign, optedOut } }),
      print: optOutTable,
    });
  return group(
    "optout",
    "recipients who opted out",
    controlVerb<object, OptOuts>({
      usage: "list",
      description: "list who opted out of which campaign",
      method: "GET",
      path: "/optouts",
      print: optOutTable,
    }),
    set("add", "opt a number out, as if it had texted STOP", true),
    set("remove", "opt a number in again, as if it had texted START", false),
  );
}

function optOutTable({ optouts }: OptOuts): string {
  return table(
    optouts.map(({ number, campaign }) => [number, campaign]),
    "Nobody has opted out.",
  );
}
