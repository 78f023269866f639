import { Command, InvalidArgumentError, Option } from "commander";
import type { SandboxOptions } from "../sandbox-options.js";
import type { Sandbox } from "../start-sandbox.js";
import { envLines } from "./env-lines.js";

/** The start function; passed in, so that the program does not hold a second copy of it. */
export type StartSandbox = (options: SandboxOptions) => Promise<Sandbox>;

interface StartFlags {
  readonly port: number;
  readonly controlPort: number;
  readonly host: string;
  readonly webhook?: string;
  readonly rate: number | false;
  readonly window: NonNullable<SandboxOptions["window"]>;
  readonly resetFormat: NonNullable<SandboxOptions["resetFormat"]>;
}

/** `start`: runs until it is told to stop by SIGINT or SIGTERM. */
export function startCommand(startSandbox: StartSandbox): Command {
  return new Command("start")
    .description("start a sandbox and print what an app needs to use it")
    .option("--port <port>", "port of the API (HTTPS); 0 for any free one", readPort, 8443)
    .option("--control-port <port>", "port of the control API; 0 for any free one", readPort, 8444)
    .option("--host <address>", "loopback address to listen on", "127.0.0.1")
    .option("--webhook <url>", "send all events to this URL on this machine")
    .option("--rate <number|off>", "requests a second", readRate, 20)
    .addOption(
      new Option("--window <rule>", "how requests are counted")
        .choices(["calendar-second", "first-request", "sliding-log", "token-bucket"])
        .default("sliding-log"),
    )
    .addOption(
      new Option("--reset-format <format>", "how X-RateLimit-Reset is written")
        .choices(["epoch-seconds", "epoch-milliseconds", "delta-seconds", "iso"])
        .default("epoch-seconds"),
    )
    .action(async (flags: StartFlags) => {
      const { port, controlPort, host, webhook, rate, window, resetFormat } = flags;
      const sandbox = await startSandbox({
        port,
        controlPort,
        host,
        requestsPerSecond: rate,
        window,
        resetFormat,
        ...(webhook !== undefined && { webhookUrl: webhook }),
      });
      const stop = (): void => void sandbox.close(); // nothing is left that keeps the process alive: it exits with 0
      process.once("SIGINT", stop);
      process.once("SIGTERM", stop);
      console.log(`Sendo sandbox ready at ${sandbox.url} (stop it with Ctrl+C). Nothing leaves this machine.\n`);
      console.log(envLines(printedEnv(sandbox), "dotenv"));
      console.log(`\nText back: npx @sendo/sandbox text +12065550142 "On my way"`);
    });
}

function printedEnv({ env, adminUrl, adminToken }: Sandbox): Record<string, string> {
  return { ...env, SENDO_SANDBOX_CONTROL_URL: adminUrl, SENDO_SANDBOX_CONTROL_TOKEN: adminToken };
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
