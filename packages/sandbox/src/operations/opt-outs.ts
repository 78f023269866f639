import { badParameter } from "../api/api-error.js";
import type { OptOut } from "../engine/account.js";
import { flag, optional, phone, string } from "./fields.js";
import { operation } from "./operation.js";
import { table } from "./table.js";

export const optOuts = {
  list: operation("optout.list", "GET /optouts", {
    help: "list opt-outs, each with its phone number and campaign",
    run: ({ account }) => ({ optouts: account.optOuts() }),
    print: optOutTable,
  }),
  set: operation("optout.set", "POST /optouts", {
    help: "opt a number out or back in",
    input: {
      number: phone("<number>"),
      campaign: optional(string("--campaign <id>", "campaign to change; default: the approved campaign")),
      optedOut: flag(),
    },
    run({ account, tenant, clock }, { number, campaign = tenant.campaign, optedOut }) {
      if (!account.campaigns.has(campaign)) throw badParameter(`"campaign" is not one of this tenant's campaigns.`);
      account.setOptedOut(campaign, number, optedOut, clock.epochMs());
      return { optouts: account.optOuts() };
    },
    print: optOutTable,
    verbs: [
      { words: "optout add", help: "opt a number out, as if the recipient had texted STOP", given: { optedOut: true } },
      {
        words: "optout remove",
        help: "opt a number back in, as if the recipient had texted START",
        given: { optedOut: false },
      },
    ],
  }),
};

function optOutTable({ optouts }: { readonly optouts: readonly OptOut[] }): string {
  return table(
    optouts.map(({ number, campaign }) => [number, campaign]),
    "No recipient has opted out.",
  );
}
