import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { RESET_FORMATS, WINDOW_RULES } from "@sendo/core/gate";
import type { Command } from "commander";
import {
  duration,
  flag,
  kind,
  oneOf,
  optional,
  readInput,
  text,
  texts,
  whole,
  type Field,
} from "../operations/fields.js";
import type { SandboxOptions } from "../server/sandbox-options.js";
import { durationMs, type Duration } from "../time/duration.js";
import { toOption } from "./verb-command.js";

const port = whole(0, 65_535);
const path = kind("a path", (value) => (typeof value === "string" ? resolve(value) : undefined));
const rate = kind<number | false>("a number from 1 to 10000, or off", (value) =>
  value === "off" ? false : whole(1, 10_000)().read(value),
);
const milliseconds = kind('a duration such as "500ms", "10s" or "2m"', toMilliseconds);
const pemFile = kind("a file with PEM certificates that can be read", (value) => {
  try {
    const pem = readFileSync(String(value), "utf8");
    return pem.includes("-----BEGIN CERTIFICATE-----") ? pem : undefined;
  } catch {
    return undefined;
  }
});
/** Collects `name=value` of a flag that can be given again. */
const pairs = (rule: string, entry: (name: string, value: string) => readonly [string, unknown]) =>
  kind<object>(rule, (value) => {
    const words = (value as readonly string[]).map((word) => /^(\w+)=(.+)$/.exec(word));
    const entries = words.map((found) => (found === null ? [] : entry(found[1]!, found[2]!)));
    return entries.every(([, each]) => each !== undefined) ? (Object.fromEntries(entries) as object) : undefined;
  });
const delays = pairs("status=duration, such as sent=2s", (name, value) => [`${name}Ms`, toMilliseconds(value)]);
const reviews = pairs("what=duration, such as campaigns=2d", (name, value) => [name, value]);
const assumptions = pairs("name=value, such as errorCode=string", (name, value) => [name, toValue(value)]);

/** The flag of each option of `startSandbox`: without one for a new option, this does not compile. */
export const SANDBOX_FLAGS: { readonly [Name in keyof Required<SandboxOptions>]: Field<unknown> } = {
  port: port("--port <port>", "port of the API (HTTPS); 0 for any free one", 8443),
  controlPort: port("--control-port <port>", "port of the control API and the page; 0 for any free one", 8444),
  host: text("--host <address>", "address to listen on", "127.0.0.1"),
  allowHosts: texts("--allow-host <name...>", "names by which clients reach it; lets --host be 0.0.0.0"),
  stateDir: path("--state-dir <folder>", "keep certificate, token, messages, opt-outs and webhooks, such as in .sendo"),
  caFile: path("--ca-file <path>", "write the certificate here, so that SENDO_CA_FILE stays true"),
  webhookUrl: text("--webhook <url>", "send all events to this URL on this machine"),
  webhookCa: pemFile("--webhook-ca <file>", "trust the certificates in this file for https webhooks, too"),
  webhookTimeoutMs: milliseconds("--webhook-timeout <duration>", "how long a webhook may take, such as 10s"),
  allowRemoteWebhooks: flag("--allow-remote-webhooks", "let webhooks, and so messages, leave this machine", false),
  requestsPerSecond: rate("--rate <number|off>", "requests a second", 20),
  window: oneOf(WINDOW_RULES)("--window <rule>", "how requests are counted", "sliding-log"),
  resetFormat: oneOf(RESET_FORMATS)("--reset-format <format>", "how X-RateLimit-Reset is written", "epoch-seconds"),
  retryAfter: flag("--retry-after", "send Retry-After with a 429", false),
  clock: oneOf(["realtime", "manual"])("--clock <mode>", "whether time passes, or is advanced by commands", "realtime"),
  profile: oneOf(["instant", "realistic", "manual"])("--profile <name>", "what becomes of messages", "instant"),
  delays: delays("--delay <status=duration...>", "how long a message is queued=1s, sent=2s or delivered=0"),
  review: reviews("--review <what=duration...>", "when campaigns=2d or numbers=1h are approved; or by-hand"),
  assume: assumptions("--assume <name=value...>", "other readings of the documents, such as errorCode=string"),
  seed: text("--seed <text>", "make ids and chance repeat from run to run"),
};

const flags = Object.entries(SANDBOX_FLAGS).map(([name, required]) => {
  const field = optional(required);
  const { long } = toOption(field.label!, field);
  return { name, field, flag: long! };
});

/** Adds the flags that say how a sandbox is to be, except `without`. */
export function withSandboxFlags(command: Command, without: readonly (keyof SandboxOptions)[] = []): Command {
  const wanted = flags.filter(({ name }) => !(without as readonly string[]).includes(name));
  for (const { field } of wanted) command.addOption(toOption(field.label!, field));
  return command;
}

/** The options that the flags of `command` stand for. */
export function readSandboxFlags(command: Command): SandboxOptions {
  const given = command.options.map(
    (option) => [option.long!, command.getOptionValue(option.attributeName()) as unknown] as const,
  );
  // By the flag, so that an error names what was written.
  const read = readInput(Object.fromEntries(flags.map(({ flag, field }) => [flag, field])), Object.fromEntries(given));
  return Object.fromEntries(flags.flatMap(({ name, flag }) => (flag in read ? [[name, read[flag]]] : [])));
}

function toMilliseconds(value: unknown): number | undefined {
  return durationMs(duration().read(value) as Duration);
}

function toValue(word: string): unknown {
  if (word === "true" || word === "false") return word === "true";
  return /^\d+$/.test(word) ? Number(word) : word;
}
