import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { RESET_FORMATS, WINDOW_RULES } from "@sendo/core/gate";
import { InvalidArgumentError, Option, type Command } from "commander";
import { codeOf } from "../internal/replace-file.js";
import type { SandboxOptions } from "../server/sandbox-options.js";
import { durationMs, type Duration } from "../time/duration.js";

type Read = (text: string, before: unknown) => unknown;

interface Flag {
  readonly flags: string;
  readonly help: string;
  readonly choices?: readonly string[];
  /** What the option is, from the word on the command line and from the same flag before it. */
  readonly read?: Read;
  readonly fallback?: unknown;
}

/** The flag of each option of `startSandbox`: without one for a new option, this does not compile. */
export const SANDBOX_FLAGS: { readonly [Name in keyof Required<SandboxOptions>]: Flag } = {
  port: {
    flags: "--port <port>",
    help: "port of the API (HTTPS); 0 for any free one",
    read: readPort,
    fallback: 8443,
  },
  controlPort: {
    flags: "--control-port <port>",
    help: "port of the control API and the page; 0 for any free one",
    read: readPort,
    fallback: 8444,
  },
  host: { flags: "--host <address>", help: "address to listen on", fallback: "127.0.0.1" },
  allowHosts: {
    flags: "--allow-host <name>",
    help: "a name by which clients reach the sandbox, such as a container's (repeatable); lets --host be 0.0.0.0",
    read: (name, before: unknown) => [...((before as string[] | undefined) ?? []), name],
  },
  stateDir: {
    flags: "--state-dir <folder>",
    help: "keep certificate, token, messages, opt-outs and webhooks in this folder, such as .sendo",
    read: (path) => resolve(path),
  },
  caFile: {
    flags: "--ca-file <path>",
    help: "write the certificate here, so that SENDO_CA_FILE stays true",
    read: (path) => resolve(path),
  },
  webhookUrl: { flags: "--webhook <url>", help: "send all events to this URL on this machine" },
  webhookCa: {
    flags: "--webhook-ca <file>",
    help: "trust the certificates in this file for https webhooks, too",
    read: readPemFile,
  },
  webhookTimeoutMs: {
    flags: "--webhook-timeout <duration>",
    help: "how long a webhook may take to respond, such as 10s",
    read: readDuration,
  },
  allowRemoteWebhooks: {
    flags: "--allow-remote-webhooks",
    help: "let webhooks go to other machines; then messages leave this one",
  },
  requestsPerSecond: {
    flags: "--rate <number|off>",
    help: "requests a second",
    read: readRate,
    fallback: 20,
  },
  window: {
    flags: "--window <rule>",
    help: "how requests are counted",
    choices: WINDOW_RULES,
    fallback: "sliding-log",
  },
  resetFormat: {
    flags: "--reset-format <format>",
    help: "how X-RateLimit-Reset is written",
    choices: RESET_FORMATS,
    fallback: "epoch-seconds",
  },
  retryAfter: { flags: "--retry-after", help: "send Retry-After with a 429" },
  clock: {
    flags: "--clock <mode>",
    help: "whether time passes automatically, or by the clock command",
    choices: ["realtime", "manual"],
    fallback: "realtime",
  },
  profile: {
    flags: "--profile <name>",
    help: "what becomes of messages to ordinary numbers",
    choices: ["instant", "realistic", "manual"],
    fallback: "instant",
  },
  delays: {
    flags: "--delay <status=duration>",
    help: "how long a message stays in a status: queued=1s, sent=2s or delivered=0 (repeatable)",
    read: readPair((name, value) => [`${name}Ms`, readDuration(value)]),
  },
  review: {
    flags: "--review <what=duration>",
    help: "when campaigns=2d or numbers=1h are approved; by-hand for never (repeatable)",
    read: readPair((name, value) => [name, value]),
  },
  assume: {
    flags: "--assume <name=value>",
    help: "another reading of what is not documented, such as errorCode=string; see fidelity (repeatable)",
    read: readPair((name, value) => [name, readValue(value)]),
  },
  seed: { flags: "--seed <text>", help: "make ids and chance repeat from run to run" },
};

type Name = keyof SandboxOptions;
const names = Object.keys(SANDBOX_FLAGS) as Name[];

/** Adds the flags that say how a sandbox is to be, except `without`. */
export function withSandboxFlags(command: Command, without: readonly Name[] = []): Command {
  for (const name of names.filter((each) => !without.includes(each))) command.addOption(toOption(SANDBOX_FLAGS[name]));
  return command;
}

/** The options that the flags of `command` stand for. */
export function readSandboxFlags(command: Command): SandboxOptions {
  const given = names.map((name) => [name, command.getOptionValue(toOption(SANDBOX_FLAGS[name]).attributeName())]);
  return Object.fromEntries(given.filter(([, value]) => value !== undefined)) as SandboxOptions;
}

function toOption({ flags, help, choices, read, fallback }: Flag): Option {
  const option = new Option(flags, help).default(fallback);
  if (choices !== undefined) option.choices(choices);
  if (read !== undefined) option.argParser(read);
  return option;
}

/** Collects `name=value` of a flag that can be given again. */
function readPair(entry: (name: string, value: string) => readonly [string, unknown]): Read {
  return (text, before) => {
    const [, name, value] = /^(\w+)=(.+)$/.exec(text) ?? [];
    if (name === undefined || value === undefined) throw new InvalidArgumentError("It is written name=value.");
    return { ...(before as object | undefined), ...Object.fromEntries([entry(name, value)]) };
  };
}

function readValue(text: string): unknown {
  if (text === "true" || text === "false") return text === "true";
  return /^\d+$/.test(text) ? Number(text) : text;
}

function readDuration(text: string): number {
  const ms = durationMs((/^\d+$/.test(text) ? Number(text) : text) as Duration);
  if (ms !== undefined) return ms;
  throw new InvalidArgumentError("A duration is milliseconds, or a number with a unit such as 500ms, 10s or 2m.");
}

function readPort(text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
  throw new InvalidArgumentError("A port is a number from 0 to 65535.");
}

function readRate(text: string): number | false {
  if (text === "off") return false;
  if (/^[1-9]\d{0,4}$/.test(text) && Number(text) <= 10_000) return Number(text);
  throw new InvalidArgumentError("A rate is a number from 1 to 10000, or off.");
}

function readPemFile(path: string): string {
  try {
    const pem = readFileSync(path, "utf8");
    if (pem.includes("-----BEGIN CERTIFICATE-----")) return pem;
  } catch (error) {
    throw new InvalidArgumentError(`The file cannot be read (${codeOf(error)}).`);
  }
  throw new InvalidArgumentError("The file contains no PEM certificate.");
}
