import { closeSync, openSync, unlinkSync, writeSync } from "node:fs";
import type { Webhook, WebhookChange } from "@sendo/core";
import { CliError, codeOf, FailedCall, isUnknown } from "../errors/cli-error.js";
import { environment } from "../internal/environment.js";
import { rows } from "../output/rows.js";
import { shellWord } from "../output/shell-word.js";
import { command, type Result } from "../table/command.js";
import type { Context } from "../table/context.js";
import { address, oneOf, optional, phone, several, string } from "../table/field.js";
import { counted } from "../output/counted.js";

const EVENT_TYPES = ["message.incoming", "message.status", "recipient.optout"] as const;

const campaign = optional(string("--campaign <id>", "campaign that the webhook belongs to; default: SENDO_CAMPAIGN"));
const name = optional(string("--name <name>", "display name of the webhook"));
const number = several(phone("--number <number>", "deliver only this number's events"));
const event = several(oneOf(EVENT_TYPES)("--event <type>", "event type that the webhook receives"));
const tokenFile = optional(
  string("--token-file <path>", "write the webhook's token to this new file as SENDO_WEBHOOK_TOKEN"),
);
const TOKEN_NOTE =
  "The webhook's token is a secret, so it is never printed. `--token-file` writes it to a file that only you can read.";

export const list = command("webhooks list", {
  help: "list a campaign's webhooks",
  notes: [TOKEN_NOTE],
  input: { campaign, tokenFile },
  examples: ["sendo webhooks list", "sendo webhooks list --token-file webhook.env"],
  run: async (context, given) => {
    const file = openTokenFile(given.tokenFile);
    try {
      const sendo = await context.client();
      return show(await sendo.webhooks.list(campaignOf(given.campaign), { signal: context.signal }), file);
    } finally {
      file?.close();
    }
  },
});

export const create = command("webhooks create", {
  help: "create a webhook for a campaign",
  notes: [TOKEN_NOTE],
  input: {
    url: address("--url <url>", "URL that receives the events; https is recommended"),
    event,
    campaign,
    name,
    number,
    tokenFile,
  },
  examples: [
    "sendo webhooks create --url https://diner.example/webhooks/sendo --event message.incoming --event message.status --token-file webhook.env",
  ],
  run: async (context, { url, event: eventTypes, campaign: id, name: label, number: numbers, tokenFile: path }) => {
    if (eventTypes.length === 0)
      throw new CliError("cli_usage", `--event is missing. It must be one of ${EVENT_TYPES.join(", ")}.`);
    const owner = campaignOf(id);
    const webhook = {
      url,
      eventTypes,
      ...(label !== undefined && { name: label }),
      ...(numbers.length > 0 && { numbers }),
    };
    return change(context, path, `sendo webhooks list --campaign ${shellWord(owner)}`, async (sendo) =>
      sendo.webhooks.create(owner, webhook, { signal: context.signal }),
    );
  },
});

export const update = command("webhooks update", {
  help: "change a webhook",
  notes: [
    "Sendo does not document whether an update without `--number` keeps the webhook's numbers. To keep the numbers, pass them again.",
    TOKEN_NOTE,
  ],
  input: {
    id: string("<id>", "webhook id"),
    url: optional(address("--url <url>", "new URL")),
    event,
    name,
    number,
    tokenFile,
  },
  examples: ["sendo webhooks update 5f0c2d1e-7a43-4c55-9d2b-0c8f2f1f7a10 --url https://diner.example/webhooks/sendo"],
  run: async (context, { id, url, event: eventTypes, name: label, number: numbers, tokenFile: path }) => {
    const fields: WebhookChange = {
      ...(url !== undefined && { url }),
      ...(label !== undefined && { name: label }),
      ...(eventTypes.length > 0 && { eventTypes }),
      ...(numbers.length > 0 && { numbers }),
    };
    if (Object.keys(fields).length === 0)
      throw new CliError(
        "cli_usage",
        "There is nothing to change. Pass at least one of --url, --event, --name and --number.",
      );
    return change(context, path, "sendo webhooks list", async (sendo) =>
      sendo.webhooks.update(id, fields, { signal: context.signal }),
    );
  },
});

type Client = Awaited<ReturnType<Context["client"]>>;

async function change(
  context: Context,
  tokenPath: string | undefined,
  next: string,
  call: (sendo: Client) => Promise<Webhook>,
): Promise<Result> {
  const file = openTokenFile(tokenPath);
  try {
    return show([await call(await context.client())], file);
  } catch (error) {
    throw isUnknown(error) ? new FailedCall(error, next) : error;
  } finally {
    file?.close();
  }
}

interface TokenFile {
  write(tokens: readonly string[]): void;
  close(): void;
}

// The file is opened before the webhook is created. If the file cannot be opened, no webhook is created, so no token is
// lost.
function openTokenFile(path: string | undefined): TokenFile | undefined {
  if (path === undefined) return undefined;
  try {
    const file = openSync(path, "wx", 0o600);
    let isEmpty = true;
    return {
      write(tokens) {
        if (tokens.length === 0) return;
        isEmpty = false;
        writeSync(file, `SENDO_WEBHOOK_TOKEN=${tokens.join(",")}\n`);
      },
      close() {
        closeSync(file);
        if (isEmpty) unlinkSync(path); // the next attempt with this path would fail if the file already existed
      },
    };
  } catch (error) {
    throw new CliError(
      "cli_token_file",
      `The file passed to --token-file could not be created (${codeOf(error)}). Choose a file that does not exist yet.`,
    );
  }
}

async function show(found: readonly Webhook[], file: TokenFile | undefined): Promise<Result> {
  file?.write(found.flatMap(({ token }) => token?.reveal() ?? []));
  const { hideNumbers } = await import("../output/hide-numbers.js");
  const webhooks = hideNumbers(found);
  const cells = webhooks.map(({ id, url, eventTypes, numbers, name: label }) => [
    ...[id, url, eventTypes?.join(" "), numbers?.length ? counted(numbers.length, "number") : "all numbers", label],
  ]);
  return { output: { webhooks }, lines: rows(["ID", "URL", "EVENTS", "NUMBERS", "NAME"], cells, "No webhooks.") };
}

function campaignOf(given: string | undefined): string {
  const id = given ?? environment()["SENDO_CAMPAIGN"];
  if (id) return id;
  throw new CliError("cli_usage", "The campaign is missing. Pass --campaign, or set SENDO_CAMPAIGN.");
}
