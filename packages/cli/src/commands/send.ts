import { randomUUID } from "node:crypto";
import type { SegmentCount, SendInput } from "@sendo/core";
import { guardOf, guardOptions, rejectionOf } from "../account/guard-options.js";
import { CliError, FailedCall, isUnknown } from "../errors/cli-error.js";
import { EXIT } from "../errors/exit-codes.js";
import { environment } from "../internal/environment.js";
import { facts } from "../output/rows.js";
import { shellWord } from "../output/shell-word.js";
import { findingLine } from "./lint.js";
import { command, type Result } from "../table/command.js";
import type { Context } from "../table/context.js";
import { flag, optional, phone, several, string, type InputOf } from "../table/field.js";

const input = {
  to: phone("--to <number>", "recipient"),
  body: optional(string("--body <body>", "message body; default: stdin")),
  campaign: optional(string("--campaign <id>", "campaign to send from; default: SENDO_CAMPAIGN")),
  from: optional(
    phone("--from <number>", "number to send from; default: SENDO_FROM, or else a number that Sendo chooses"),
  ),
  media: several(string("--media <url>", "URL of a media file to attach, which makes the message an MMS")),
  reference: optional(string("--reference <reference>", "your own reference for this message; default: a random UUID")),
  ...guardOptions,
  dryRun: flag(
    "--dry-run",
    "check the message and its recipient, count its segments and lint its body, but send nothing",
  ),
  yes: flag("--yes", "send without confirmation; required if no terminal is attached"),
};

export const send = command("send", {
  help: "send a message",
  notes: [
    "The command asks for confirmation before it sends the message. If no terminal is attached, `--yes` is required.",
    "With `--only-to` or `--country`, recipients that do not match the option are rejected with the code `guard_rejected`. If a rule would reject the message, a dry run shows that rule and exits with code 4.",
    "If the outcome is `unknown`, the message may have been sent. The command then prints a `resolve` command that looks up the message.",
  ],
  input,
  examples: [
    'sendo send --to +12065550142 --body "Your table is ready"',
    "sendo send --to +12065550142 --yes --reference order-1007 < body.txt",
    'sendo send --to +12065550142 --body "Your table is ready" --dry-run',
  ],
  run: sendMessage,
});

async function sendMessage(context: Context, given: InputOf<typeof input>): Promise<Result> {
  const { terminal, signal } = context;
  const body = given.body ?? (await readBody(context));
  const guard = await guardOf(given);
  const sendo = await context.client({ guard });
  const { to, campaign, from, media, reference = randomUUID() } = given;
  const message = sendo.messages.validate(
    { to, body, campaign, from, ...(media.length > 0 && { mediaUrls: media }) },
    { reference },
  );
  const { countSegments } = await import("@sendo/core");
  const size = countSegments(body, { hasMedia: media.length > 0 });
  const rejection = await rejectionOf(guard, message);
  if (given.dryRun) return dryRun(message, size, rejection);
  // A message that the guard rejects below needs no confirmation.
  if (!given.yes && rejection === undefined) await confirm(context, message, size, reference);
  if (signal.aborted) throw declined("stopped");
  try {
    const { id } = await sendo.messages.send(message, { reference, signal });
    const output = { outcome: "accepted", id, reference, ...shownSize(size) };
    return { output, lines: facts(output) };
  } catch (error) {
    if (!isUnknown(error)) throw error;
    if (terminal.isWatched)
      terminal.note("The message may have been sent. Look up the message before you send it again.");
    throw new FailedCall(error, resolveCommand(reference, message));
  }
}

async function readBody({ terminal }: Context): Promise<string> {
  const body = (await terminal.readInput())?.replace(/\r?\n$/, "");
  if (body === undefined || body === "")
    throw new CliError("cli_usage", "The message has no body. Pass --body, or pipe the body to stdin.", "not-sent");
  return body;
}

async function dryRun(
  { campaign, from, body, mediaUrls = [] }: SendInput,
  size: SegmentCount,
  rejection: string | undefined,
): Promise<Result> {
  const { lintMessage } = await import("@sendo/core/guard");
  const { findings } = lintMessage(body, { hasMedia: mediaUrls.length > 0 });
  const output = {
    outcome: "not-sent",
    dryRun: true,
    campaign,
    ...shownSize(size),
    media: mediaUrls.length,
    ...(rejection !== undefined && { guard: rejection }),
  };
  const sender = from === undefined ? "chosen by Sendo" : "the given number";
  return {
    output: { ...output, findings },
    lines: [facts({ ...output, dryRun: "nothing was sent", from: sender }), ...findings.map(findingLine)].join("\n"),
    exitCode: rejection === undefined ? EXIT.done : EXIT.notSent,
  };
}

async function confirm(
  { terminal, signal }: Context,
  message: SendInput,
  size: SegmentCount,
  reference: string,
): Promise<void> {
  if (!terminal.canAsk)
    throw new CliError(
      "cli_confirmation",
      "Nothing was sent, because the command cannot ask for confirmation without a terminal. Add --yes to send the message, or --dry-run to check it without sending.",
      "not-sent",
    );
  const { maskPhone } = await import("@sendo/core");
  const address = environment()["SENDO_BASE_URL"] || "https://api.sendo.dev";
  terminal.note(
    facts({
      api: new URL(address).host,
      to: maskPhone(message.to),
      campaign: message.campaign,
      body: message.body,
      ...shownSize(size),
      reference,
    }),
  );
  const answer = await terminal.ask("Send this message? [y/N] ", signal);
  if (!/^y(es)?$/i.test(answer?.trim() ?? "")) throw declined(answer === undefined ? "stopped" : "declined");
}

function declined(why: "stopped" | "declined"): CliError {
  const message =
    why === "declined"
      ? "Nothing was sent, because you did not answer yes."
      : "Nothing was sent, because the command was stopped.";
  return new CliError(`cli_${why}`, message, "not-sent");
}

function shownSize({ segments, encoding, forcedBy }: SegmentCount): {
  segments: number;
  encoding: string;
  forcedBy?: string;
} {
  return { segments, encoding, ...(forcedBy !== undefined && { forcedBy }) };
}

function resolveCommand(reference: string, { campaign }: SendInput): string {
  return `sendo resolve ${shellWord(reference)}${campaign === undefined ? "" : ` --campaign ${shellWord(campaign)}`}`;
}

const resolveInput = {
  reference: string("<reference>", "the message's reference"),
  to: optional(phone("--to <number>", "recipient of the message; if set, only messages to this number are read")),
  campaign: optional(string("--campaign <id>", "campaign that the message was sent from; default: SENDO_CAMPAIGN")),
};

export const resolve = command("resolve", {
  help: "look up a message whose outcome is unknown",
  notes: [
    "The command reads only the campaign's outbound messages. It does not send anything. `not-found` does not prove that the message was not sent, so run the command again after a few minutes.",
  ],
  input: resolveInput,
  examples: ["sendo resolve order-1007", "sendo resolve order-1007 --to +12065550142 --campaign Zk81QpLm"],
  run: async (context, { reference, to, campaign }) => {
    const sendo = await context.client();
    const found = await sendo.messages.resolve({ reference, to, campaign }, { signal: context.signal });
    if (found.state === "found") {
      const { id, status } = found.message;
      const output = { state: "found", outcome: "accepted", id, status, reference };
      return { output, lines: facts(output) };
    }
    if (found.state === "inconclusive" && found.error?.code === "aborted") throw found.error;
    const why = found.state === "inconclusive" ? { why: found.why, code: found.error?.code } : {};
    const output = { state: found.state, outcome: "unknown", reference, ...why };
    return { output, lines: facts(output), exitCode: found.state === "not-found" ? EXIT.absent : EXIT.unknown };
  },
});
