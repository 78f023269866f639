import { resolve } from "node:path";
import { RESET_FORMATS, WINDOW_RULES } from "@sendo/core/gate";
import { InvalidArgumentError, Option, type Command } from "commander";
import type { SandboxOptions } from "../server/sandbox-options.js";

interface SandboxFlags {
  readonly host: string;
  readonly webhook?: string;
  readonly allowRemoteWebhooks?: true;
  readonly rate: number | false;
  readonly window: NonNullable<SandboxOptions["window"]>;
  readonly resetFormat: NonNullable<SandboxOptions["resetFormat"]>;
  readonly clock: "realtime" | "manual";
  readonly profile: NonNullable<SandboxOptions["profile"]>;
  readonly seed?: string;
  readonly caFile?: string;
  readonly stateDir?: string;
}

/** Adds the flags that say how a sandbox is to be, but for its ports. */
export function withSandboxFlags(command: Command): Command {
  return command
    .option("--host <address>", "loopback address to listen on", "127.0.0.1")
    .option("--webhook <url>", "send all events to this URL on this machine")
    .option("--allow-remote-webhooks", "let webhooks go to other machines; then texts leave this one")
    .option("--rate <number|off>", "requests a second", readRate, 20)
    .addOption(new Option("--window <rule>", "how requests are counted").choices(WINDOW_RULES).default("sliding-log"))
    .addOption(
      new Option("--reset-format <format>", "how X-RateLimit-Reset is written")
        .choices(RESET_FORMATS)
        .default("epoch-seconds"),
    )
    .addOption(
      new Option("--clock <mode>", "whether time passes by itself, or by the clock command")
        .choices(["realtime", "manual"])
        .default("realtime"),
    )
    .addOption(
      new Option("--profile <name>", "what becomes of messages to ordinary numbers")
        .choices(["instant", "realistic", "manual"])
        .default("instant"),
    )
    .option("--seed <text>", "make ids and chance repeat from run to run")
    .option("--ca-file <path>", "write the certificate here, so that SENDO_CA_FILE stays true")
    .option(
      "--state-dir <folder>",
      "keep certificate, token, messages, opt-outs and webhooks there, such as in .sendo",
    );
}

/** The options that the flags of `command` stand for. */
export function readSandboxFlags(command: Command): SandboxOptions {
  const { host, webhook, allowRemoteWebhooks, rate, window, resetFormat, clock, profile, seed, caFile, stateDir } =
    command.opts<SandboxFlags>();
  return {
    host,
    requestsPerSecond: rate,
    window,
    resetFormat,
    clock,
    profile,
    ...(allowRemoteWebhooks !== undefined && { allowRemoteWebhooks }),
    ...(webhook !== undefined && { webhookUrl: webhook }),
    ...(seed !== undefined && { seed }),
    ...(caFile !== undefined && { caFile: resolve(caFile) }),
    ...(stateDir !== undefined && { stateDir: resolve(stateDir) }),
  };
}

function readRate(text: string): number | false {
  if (text === "off") return false;
  if (/^[1-9]\d{0,4}$/.test(text) && Number(text) <= 10_000) return Number(text);
  throw new InvalidArgumentError("A rate is a number from 1 to 10000, or off.");
}
