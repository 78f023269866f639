// SENDO_CANARY_KEY=... pnpm canary --to +1...
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { createInterface } from "node:readline/promises";
import { parseArgs } from "node:util";
import { HttpsTransport, maskPhone } from "@sendo/core";
import { runCanary } from "./run-canary.js";

const USAGE = `Usage: SENDO_CANARY_KEY=... pnpm canary --to +12065550142 [options]

Compares the real Sendo API with the contract of this repository. It sends ONE message, to the number in --to.

  --to NUMBER          the number whose owner agreed to receive the message, E.164
  --from NUMBER        a number of the campaign to send from
  --campaign ID        the campaign to send from (default: the first active one)
  --webhook-url URL    also creates a webhook that points there; Sendo documents no way to delete it
  --base-url URL       a different address, such as a sandbox's
  --yes                sends the message without asking for confirmation`;

class UsageError extends Error {}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      to: { type: "string" },
      from: { type: "string" },
      campaign: { type: "string" },
      "webhook-url": { type: "string" },
      "base-url": { type: "string", default: "https://api.sendo.dev" },
      yes: { type: "boolean", default: false },
    },
  });
  const apiKey = process.env.SENDO_CANARY_KEY;
  if (apiKey === undefined || apiKey === "") throw new UsageError("Set SENDO_CANARY_KEY to an API key of the account.");
  const { to, from, campaign } = values;
  if (to === undefined || !/^\+[1-9]\d{6,14}$/.test(to))
    throw new UsageError("Pass --to with a number such as +12065550142.");
  if (!values.yes && !(await agrees(to, values["webhook-url"] !== undefined))) {
    console.log("Nothing was sent.");
    return 0;
  }
  const ca = process.env.SENDO_CA_FILE;
  const transport = new HttpsTransport(ca === undefined ? {} : { ca: readFileSync(ca) });
  const options = { apiKey, to, from, campaign, baseUrl: values["base-url"], webhookUrl: values["webhook-url"] };
  const report = await runCanary(options, { transport, sleep, now: Date.now });
  transport.close();
  console.log(report.toString());
  return report.differences.length === 0 ? 0 : 1;
}

async function agrees(to: string, hasWebhook: boolean): Promise<boolean> {
  const readline = createInterface({ input: process.stdin, output: process.stdout });
  const webhook = hasWebhook ? " and creates one webhook" : "";
  const answer = await readline.question(
    `The canary reads the account, sends one message to ${maskPhone(to)}${webhook}. Did the owner of this number agree? (yes/no) `,
  );
  readline.close();
  return answer.trim() === "yes";
}

try {
  process.exitCode = await main();
} catch (error) {
  const isUsage = error instanceof UsageError || (error as { code?: string }).code?.startsWith("ERR_PARSE_ARGS");
  console.error(isUsage ? `${(error as Error).message}\n\n${USAGE}` : error);
  process.exitCode = 2;
}
