import { isSendoError, maskPhone, type Campaign, type Sendo } from "@sendo/core";
import { numbersOf } from "../account/numbers-of.js";
import { environment } from "../internal/environment.js";
import { checksOf, type Check } from "./check.js";
import { inspectWebhook } from "./inspect-webhook.js";
import { counted } from "../output/counted.js";

const MOST_CAMPAIGNS = 5;
const WINDOW = 50;

/** Checks the key, rate limit, campaigns, numbers and webhooks. Sends only read requests. */
export async function* inspectAccount(sendo: Sendo, isLocal: boolean, signal: AbortSignal): AsyncGenerator<Check> {
  let campaigns: readonly Campaign[];
  try {
    const { info } = await sendo
      .request({ method: "GET", path: "/v1/campaign/list", query: { limit: 1 } }, { signal })
      .withResponse();
    const { limit, remaining } = info.rateLimit;
    yield checksOf("account").ok("Sendo accepts the key.");
    if (limit === undefined || remaining === undefined)
      yield checksOf("rate limit").warn(
        "The response has no rate limit headers.",
        "Check whether a proxy removes them.",
      );
    else if (remaining < limit / 2)
      yield checksOf("rate limit").warn(
        `${remaining} of ${limit} requests remain in the current rate limit window.`,
        "Another process is using this account. Lower its rate, or share one limit between the processes.",
      );
    else yield checksOf("rate limit").ok(`${remaining} of ${limit} requests remain in the current rate limit window.`);
    campaigns = await all(sendo.campaigns.list({}, { signal }));
  } catch (error) {
    if (!isSendoError(error)) throw error;
    yield checksOf("account").fail(`The account could not be read (${error.code}).`, error.message);
    return;
  }
  yield* campaignChecks(campaigns);
  for (const { id } of campaigns.filter(({ status }) => status === "ACTIVE").slice(0, MOST_CAMPAIGNS)) {
    yield await attempt("numbers", () => numberCheck(sendo, id, signal));
    yield* await attemptAll("webhooks", () => webhookChecks(sendo, id, isLocal, signal));
  }
}

function* campaignChecks(campaigns: readonly Campaign[]): Generator<Check> {
  const { ok, warn, fail } = checksOf("campaigns");
  const active = campaigns.filter(({ status }) => status === "ACTIVE");
  const named = environment()["SENDO_CAMPAIGN"];
  if (active.length === 0)
    yield warn(
      `The account has no ACTIVE campaign (${counted(campaigns.length, "campaign")} found).`,
      "Submit a campaign on the dashboard and wait until it is approved. Use the sandbox until then.",
    );
  else
    yield ok(
      `${counted(campaigns.length, "campaign")}, ${active.length} ACTIVE: ${active
        .slice(0, 10)
        .map(({ id }) => id)
        .join(", ")}.`,
    );
  const advice = "Set SENDO_CAMPAIGN to an ACTIVE campaign, or pass --campaign to each command.";
  if (!named) yield warn("SENDO_CAMPAIGN is not set.", advice);
  else {
    const found = campaigns.find(({ id }) => id === named);
    if (found === undefined) yield fail("SENDO_CAMPAIGN is a draft, or does not belong to this account.", advice);
    else if (found.status !== "ACTIVE")
      yield warn(`The status of SENDO_CAMPAIGN is ${found.status ?? "missing"}.`, advice);
  }
}

async function numberCheck(sendo: Sendo, campaign: string, signal: AbortSignal): Promise<Check> {
  const { ok, warn } = checksOf("numbers");
  const found = [...(await numbersOf(sendo, campaign, WINDOW, signal)).keys()];
  const from = environment()["SENDO_FROM"];
  const shown = found.length === 0 ? "no numbers" : found.map((number) => maskPhone(number)).join(", ");
  const finding = `Campaign ${campaign}: found ${shown} in its webhooks and in its first ${WINDOW} listed messages.`;
  if (!from || found.length === 0 || found.includes(from) || campaign !== environment()["SENDO_CAMPAIGN"])
    return ok(finding);
  return warn(
    `${finding} SENDO_FROM is not one of these numbers.`,
    "The API cannot list numbers. Check on the dashboard that SENDO_FROM belongs to this campaign.",
  );
}

async function webhookChecks(sendo: Sendo, campaign: string, isLocal: boolean, signal: AbortSignal): Promise<Check[]> {
  const webhooks = await sendo.webhooks.list(campaign, { signal });
  const { ok, warn } = checksOf("webhooks");
  if (webhooks.length === 0) {
    const advice =
      "To receive replies and statuses, run `sendo webhooks create`. During development, you can run `sendo listen` instead.";
    return [warn(`Campaign ${campaign} has no webhook.`, advice)];
  }
  const tokens = (environment()["SENDO_WEBHOOK_TOKEN"] ?? "").split(",").filter(Boolean);
  const checks: Check[] = [];
  for (const { id, url, token } of webhooks.slice(0, 10)) {
    checks.push(await inspectWebhook(id, url ?? "", isLocal));
    if (tokens.length === 0 || token === undefined) continue;
    checks.push(
      tokens.includes(token.reveal())
        ? ok(`SENDO_WEBHOOK_TOKEN contains the token of webhook ${id}.`)
        : warn(
            `SENDO_WEBHOOK_TOKEN does not contain the token of webhook ${id}.`,
            "Run `sendo webhooks list --token-file <path>` and set SENDO_WEBHOOK_TOKEN for the app.",
          ),
    );
  }
  return checks;
}

async function attempt(area: string, check: () => Promise<Check>): Promise<Check> {
  const [found] = await attemptAll(area, async () => [await check()]);
  return found!;
}

async function attemptAll(area: string, check: () => Promise<Check[]>): Promise<Check[]> {
  try {
    return await check();
  } catch (error) {
    if (!isSendoError(error) || error.code === "aborted") throw error;
    return [checksOf(area).warn(`The check failed (${error.code}).`, error.message)];
  }
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}
