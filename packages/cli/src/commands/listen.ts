import { CliError } from "../errors/cli-error.js";
import { environment } from "../internal/environment.js";
import { command } from "../table/command.js";
import { address, several, text, whole } from "../table/field.js";
import { isLoopback } from "../doctor/check.js";
import { take } from "./take.js";

/** `listen`: posts what happens in the account to a local app. */
export const listen = command("listen", {
  help: "post inbound messages and status changes of the account to a local app, without a tunnel",
  notes: [
    "Best effort, for development. The command reads the first messages of each campaign's list again and again, because the API has no cursor and no date filter, and documents no order. It needs a list that begins with the newest messages.",
    "Only what comes after the start is posted. An event is posted once: if the app returns an error, it is not posted again. If no connection to the app can be made, events wait.",
    "Events of type `message.status` have `inferred: true`: the command compares reads, so it can miss a status between two reads. `recipient.optout` is never posted, because no list shows it.",
    "Each read counts towards the account's rate limit. When less than a quarter of it remains, the command reads less often. It can cause 429 responses in other processes unless each process has its own share, such as `--rate 5` here and `requestsPerSecond: 15` there.",
  ],
  input: {
    forwardTo: address("--forward-to <url>", "address of the app's webhook route; http only on this computer"),
    campaign: several(text("--campaign <id>", "a campaign to listen to; all ACTIVE campaigns if it is absent")),
    window: whole(100, 10_000)("--window <count>", "most messages to read of a campaign in one go", 500),
    interval: whole(100, 60_000)("--interval <ms>", "milliseconds between two reads", 1000),
    rate: whole(1, 1000)("--rate <count>", "requests per second, at most", 5),
  },
  examples: ["sendo listen --forward-to http://localhost:3000/webhooks/sendo"],
  run: async ({ client, terminal, signal }, { forwardTo, campaign, window, interval: intervalMs, rate }) => {
    const url = new URL(forwardTo);
    if (url.protocol === "http:" && !isLoopback(url.hostname))
      throw new CliError(
        "cli_usage",
        "--forward-to must use https unless the app is on this computer: events carry messages and the token.",
      );
    const [token = ""] = (environment()["SENDO_WEBHOOK_TOKEN"] ?? "").split(",");
    if (token === "")
      throw new CliError("cli_usage", "SENDO_WEBHOOK_TOKEN is not set. Set it to the token that the app expects.");
    const sendo = await client({ requestsPerSecond: rate });
    const active = campaign.length > 0 ? [] : await take(sendo.campaigns.list({}, { signal }), 1000);
    const campaigns =
      campaign.length > 0 ? campaign : active.filter(({ status }) => status === "ACTIVE").map(({ id }) => id);
    if (campaigns.length === 0) throw new CliError("cli_usage", "The account has no ACTIVE campaign. Give --campaign.");
    const { listen: run } = await import("../listen/listen.js");
    await run({ sendo, campaigns, url, token, window, intervalMs, terminal, signal });
    return { output: undefined, lines: "" };
  },
});
