import { rows } from "../output/rows.js";
import { command } from "../table/command.js";
import { optional, string, whole } from "../table/field.js";
import { numbersOf } from "../account/numbers-of.js";
import { take } from "./take.js";

export const campaigns = command("campaigns", {
  help: "list the account's campaigns",
  notes: ["The list does not include drafts, because Sendo does not return them."],
  input: { limit: whole(1, 10_000)("--limit <count>", "maximum number of campaigns", 100) },
  examples: ["sendo campaigns", "sendo campaigns --json"],
  run: async ({ client, signal }, { limit }) => {
    const sendo = await client();
    const { hideNumbers } = await import("../output/hide-numbers.js");
    const found = hideNumbers(await take(sendo.campaigns.list({}, { signal }), limit));
    const cells = found.map(({ id, status, usecase, displayName }) => [id, status, usecase, displayName]);
    return { output: { campaigns: found }, lines: rows(["ID", "STATUS", "USECASE", "NAME"], cells, "No campaigns.") };
  },
});

export const numbers = command("numbers", {
  help: "list your phone numbers found in messages and webhooks",
  notes: [
    "The API has no endpoint that lists numbers. The command reads each campaign's webhooks and the first messages in each campaign's list. It finds only numbers that appear in those webhooks or messages.",
  ],
  input: {
    campaign: optional(string("--campaign <id>", "only numbers that belong to this campaign")),
    window: whole(1, 10_000)("--window <count>", "number of messages to read from each campaign", 100),
  },
  examples: ["sendo numbers", "sendo numbers --campaign Zk81QpLm --window 500"],
  run: async ({ client, signal }, { campaign, window }) => {
    const sendo = await client();
    const ids =
      campaign === undefined
        ? (await take(sendo.campaigns.list({}, { signal }), 1000)).map(({ id }) => id)
        : [campaign];
    const found = [];
    for (const id of ids) {
      for (const [number, seenIn] of await numbersOf(sendo, id, window, signal))
        found.push({ number, campaign: id, seenIn });
    }
    const cells = found.map(({ number, campaign: id, seenIn }) => [number, id, seenIn.join(", ")]);
    return {
      output: { numbers: found },
      lines: rows(["NUMBER", "CAMPAIGN", "SEEN IN"], cells, "No numbers found."),
    };
  },
});
