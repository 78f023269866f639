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
  string,
  strings,
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
const pemFile = kind("a readable file with PEM certificates", (value) => {
  try {
    const pem = readFileSync(String(value), "utf8");
    return pem.includes("-----BEGIN CERTIFICATE-----") ? pem : undefined;
  } catch {
    return undefined;
  }
});
/** Collects the `name=value` pairs of a repeatable flag. */
const pairs = (rule: string, entry: (name: string, value: string) => readonly [string, unknown]) =>
  kind<object>(rule, (value) => {
    const words = (value as readonly string[]).map((word) => /^(\w+)=(.+)$/.exec(word));
    const entries = words.map((found) => (found === null ? [] : entry(found[1]!, found[2]!)));
    return entries.every(([, each]) => each !== undefined) ? (Object.fromEntries(entries) as object) : undefined;
  });
const delays = pairs("status=duration, such as sent=2s", (name, value) => [`${name}Ms`, toMilliseconds(value)]);
const reviews = pairs("what=duration, such as campaigns=2d", (name, value) => [name, value]);
const assumptions = pairs("name=value, such as errorCode=string", (name, value) => [name, toValue(value)]);

/** Flags for `startSandbox`'s options. The type requires a flag for every option. */
export const SANDBOX_FLAGS: { readonly [Name in keyof Required<SandboxOptions>]: Field<unknown> } = {
  port: port("--port <port>", "port of the API (HTTPS); 0 selects a free port", 8443),
  controlPort: port("--control-port <port>", "port of the control API and the page; 0 selects a free port", 8444),
  host: string("--host <address>", "address to listen on", "127.0.0.1"),
  allowHosts: strings(
    "--allow-host <name...>",
    "host names that clients use; required for a non-loopback --host such as 0.0.0.0",
  ),
  stateDir: path(
    "--state-dir <folder>",
    "store the certificate, token, messages, opt-outs and webhooks in this folder, for example .sendo",
  ),
  caFile: path(
    "--ca-file <path>",
    "write the certificate to this path, so that SENDO_CA_FILE is the same in every run",
  ),
  webhookUrl: string("--webhook <url>", "send all events to this local URL"),
  webhookCa: pemFile("--webhook-ca <file>", "trust the certificates in this file for https webhooks"),
  webhookTimeoutMs: milliseconds(
    "--webhook-timeout <duration>",
    "time limit for a webhook's response, for example 10s",
  ),
  allowRemoteWebhooks: flag(
    "--allow-remote-webhooks",
    "allow webhooks on other machines, which then receive message data",
    false,
  ),
  requestsPerSecond: rate("--rate <number|off>", "requests per second, or off for no limit", 20),
  window: oneOf(WINDOW_RULES)("--window <rule>", "how requests are counted", "sliding-log"),
  resetFormat: oneOf(RESET_FORMATS)("--reset-format <format>", "format of X-RateLimit-Reset", "epoch-seconds"),
  retryAfter: flag("--retry-after", "send a Retry-After header with each 429 response", false),
  clock: oneOf(["realtime", "manual"])(
    "--clock <mode>",
    "realtime, or manual to advance the clock with commands",
    "realtime",
  ),
  profile: oneOf(["instant", "realistic", "manual"])("--profile <name>", "how messages progress", "instant"),
  delays: delays(
    "--delay <status=duration...>",
    "how long a message keeps each status, for example queued=1s sent=2s delivered=0",
  ),
  review: reviews(
    "--review <what=duration...>",
    "when to approve campaigns and numbers, for example campaigns=2d or numbers=by-hand",
  ),
  assume: assumptions(
    "--assume <name=value...>",
    "use other interpretations of Sendo's documentation, for example errorCode=string",
  ),
  seed: string("--seed <seed>", "make ids and random outcomes the same in every run"),
};

const flags = Object.entries(SANDBOX_FLAGS).map(([name, required]) => {
  const field = optional(required);
  const { long } = toOption(field.label!, field);
  return { name, field, flag: long! };
});

/** Adds the flags for `startSandbox`'s options, except those in `without`. */
export function withSandboxFlags(command: Command, without: readonly (keyof SandboxOptions)[] = []): Command {
  const wanted = flags.filter(({ name }) => !(without as readonly string[]).includes(name));
  for (const { field } of wanted) command.addOption(toOption(field.label!, field));
  return command;
}

/** Returns the `startSandbox` options that the flags set. */
export function readSandboxFlags(command: Command): SandboxOptions {
  const given = command.options.map(
    (option) => [option.long!, command.getOptionValue(option.attributeName()) as unknown] as const,
  );
  // The values are validated by flag name, so that errors name the flag.
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
