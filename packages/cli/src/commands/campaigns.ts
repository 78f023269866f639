import { rows } from "../output/rows.js";
import { command } from "../table/command.js";
import { optional, text, whole } from "../table/field.js";
import { numbersOf } from "../account/numbers-of.js";
import { take } from "./take.js";

/** `campaigns`: lists campaigns. */
export const campaigns = command("campaigns", {
  help: "list the account's campaigns",
  notes: ["Sendo leaves out campaigns that are drafts."],
  input: { limit: whole(1, 10_000)("--limit <count>", "how many campaigns to show", 100) },
  examples: ["sendo campaigns", "sendo campaigns --json"],
  run: async ({ client, signal }, { limit }) => {
    const sendo = await client();
    const { hideNumbers } = await import("../output/hide-numbers.js");
    const found = hideNumbers(await take(sendo.campaigns.list({}, { signal }), limit));
    const cells = found.map(({ id, status, usecase, displayName }) => [id, status, usecase, displayName]);
    return { output: { campaigns: found }, lines: rows(["ID", "STATUS", "USECASE", "NAME"], cells, "No campaigns.") };
  },
});

/** `numbers`: lists your numbers as far as reads show them. */
export const numbers = command("numbers", {
  help: "list your numbers that messages and webhooks mention",
  notes: [
    "The API has no list of numbers. The command reads each campaign's latest messages and its webhooks, so a number without messages can be absent.",
  ],
  input: {
    campaign: optional(text("--campaign <id>", "only this campaign")),
    window: whole(1, 10_000)("--window <count>", "how many messages to read in each campaign", 100),
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
      lines: rows(["NUMBER", "CAMPAIGN", "SEEN IN"], cells, "No numbers were seen."),
    };
  },
});
