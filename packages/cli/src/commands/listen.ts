import { CliError } from "../errors/cli-error.js";
import { environment } from "../internal/environment.js";
import { command } from "../table/command.js";
import { address, several, string, whole } from "../table/field.js";
import { isLoopback } from "../doctor/check.js";
import { take } from "./take.js";

export const listen = command("listen", {
  help: "forward the account's inbound messages and status changes to a local app without a tunnel",
  notes: [
    "The command is for development and works on a best-effort basis. The API has no cursor and no date filter, and Sendo does not document the order in which it lists messages. The command therefore polls the beginning of each campaign's list. If a list does not begin with its newest messages, the command stops with an error.",
    "Only new messages and status changes are posted, and each is posted once. If the app returns an error, the event is not posted again. If the app cannot be reached, the command keeps the events and posts them later.",
    "Events of type `message.status` have `inferred: true`, because the command infers them by comparing the results of two polls. It can miss a status that occurs between two polls. `recipient.optout` is never posted, because the API cannot list opt-outs.",
    "Each read counts toward the account's rate limit. The command polls less often when less than a quarter of the limit remains. Other processes can still get 429 responses. To prevent that, give each process a share of the limit, such as `--rate 5` for `listen` and `requestsPerSecond: 15` in the app.",
  ],
  input: {
    forwardTo: address(
      "--forward-to <url>",
      "URL of the app's webhook route; must use https unless the app is on this computer",
    ),
    campaign: several(string("--campaign <id>", "campaign to follow; default: all ACTIVE campaigns")),
    window: whole(100, 10_000)(
      "--window <count>",
      "maximum number of messages to read from a campaign in one poll",
      500,
    ),
    interval: whole(100, 60_000)("--interval <ms>", "milliseconds between polls", 1000),
    rate: whole(1, 1000)("--rate <count>", "maximum requests per second", 5),
  },
  examples: ["sendo listen --forward-to http://localhost:3000/webhooks/sendo"],
  run: async ({ client, terminal, signal }, { forwardTo, campaign, window, interval: intervalMs, rate }) => {
    const url = new URL(forwardTo);
    if (url.protocol === "http:" && !isLoopback(url.hostname))
      throw new CliError(
        "cli_usage",
        "--forward-to must use https unless the app is on this computer. Events contain messages and the token.",
      );
    const [token = ""] = (environment()["SENDO_WEBHOOK_TOKEN"] ?? "").split(",");
    if (token === "")
      throw new CliError("cli_usage", "SENDO_WEBHOOK_TOKEN is not set. Set it to the token that the app expects.");
    const sendo = await client({ requestsPerSecond: rate });
    const active = campaign.length > 0 ? [] : await take(sendo.campaigns.list({}, { signal }), 1000);
    const campaigns =
      campaign.length > 0 ? campaign : active.filter(({ status }) => status === "ACTIVE").map(({ id }) => id);
    if (campaigns.length === 0) throw new CliError("cli_usage", "The account has no ACTIVE campaign. Pass --campaign.");
    const { listen: run } = await import("../listen/listen.js");
    await run({ sendo, campaigns, url, token, window, intervalMs, terminal, signal });
    return { output: undefined, lines: "" };
  },
});
