import type { Resolved } from "../internal/resolved.js";
import { randomBytes } from "node:crypto";
import { isIP } from "node:net";
import type { SendoConfigError } from "@sendo/core";
import { checkOptionNames, checkWholeNumber, unusableOption } from "@sendo/core/adapter";
import { RESET_FORMATS, WINDOW_RULES, type ResetFormat, type WindowRule } from "@sendo/core/gate";
import { resolveAssume, type Assume } from "../assumptions/assume.js";
import type { SandboxClock } from "../time/clock.js";
import { DURATION_RULE, durationMs, type Duration } from "../time/duration.js";
import type { ReviewTimes } from "../engine/review.js";
import { PROFILES, type Profile, type DeliveryDelays } from "../engine/plan-lifecycle.js";
import { manualClock } from "../time/manual-clock.js";
import { realtimeClock } from "../time/realtime-clock.js";
import { readTarget } from "../webhooks/target.js";

const OF = "startSandbox";

/** How long something waits for approval, on the sandbox's clock. `"by-hand"`: until a test or the page decides. */
export type ReviewTime = Duration | "by-hand";

/** Reviews. Sendo's take 2 to 5 business days; that of a toll-free number weeks. */
export interface ReviewOptions {
  /** New campaigns. @defaultValue `"by-hand"` */
  campaigns?: ReviewTime | undefined;
  /** Numbers that are bought. Nothing can be sent from one until then. @defaultValue `0` */
  numbers?: ReviewTime | undefined;
}

/** How a sandbox is to be. Every option may be left out. */
export interface SandboxOptions {
  /**
   * Port of the API (HTTPS).
   *
   * @defaultValue `0`: any free one, so that test files can run side by side
   */
  port?: number | undefined;
  /** Port of the control API (plain HTTP, this machine only). @defaultValue `0`: any free one */
  controlPort?: number | undefined;
  /**
   * Address to listen on. An address that is not loopback, such as `0.0.0.0` in a container, needs {@link SandboxOptions.allowHosts}: then
   * other machines can reach the sandbox.
   *
   * @defaultValue `"127.0.0.1"`
   */
  host?: string | undefined;
  /**
   * Names and addresses by which clients and browsers reach the sandbox, besides `localhost` and the names below it: a service of a compose
   * file, a proxy, a forwarded port. The certificate names them, and the control API and the page accept them. An app on another
   * machine opts in with `SENDO_SANDBOX_HOST`, which names exactly one host. Without ports.
   *
   * @defaultValue none
   */
  allowHosts?: readonly string[] | undefined;
  /**
   * `"realtime"`; `"manual"`, where time stands still until `clock.advance()`; or a clock of yours, made by
   * {@link manualClock}. Rate limits follow the clock too: while time stands still, the 21st request is refused. Set
   * `requestsPerSecond: false`, or advance by a second.
   *
   * @defaultValue `"realtime"`
   */
  clock?: "realtime" | "manual" | SandboxClock | undefined;
  /**
   * Where the authority's certificate is written, so that the path is the same in every run. The folder must exist; a file
   * there must be free to go, or hold a certificate.
   *
   * @defaultValue a new folder for temporary files in every run
   */
  caFile?: string | undefined;
  /**
   * A folder that keeps certificate, control token, and the default tenant's messages, opt-outs, campaigns and webhooks, so that a restart
   * changes nothing for apps that run. It is made if it does not exist. Its files are readable by this user only.
   *
   * @defaultValue none: every run begins anew
   */
  stateDir?: string | undefined;
  /** How long campaigns and numbers wait for approval. @defaultValue the defaults of {@link ReviewOptions} */
  review?: ReviewOptions | undefined;
  /** What becomes of messages to ordinary numbers. @defaultValue `"instant"` */
  profile?: Profile | undefined;
  /**
   * How long a message stays in each status, in milliseconds, instead of what the profile says.
   *
   * @defaultValue 60, 180 and 360 in real time, so that a demo shows each status; 0 on a manual clock
   */
  delays?: DeliveryDelays | undefined;
  /** Requests a second for each tenant, 1 to 10,000; `false` for no limit (the headers then show 10,000). @defaultValue `20` */
  requestsPerSecond?: number | false | undefined;
  /** How requests are counted, which is not documented. @defaultValue `"sliding-log"`, the strictest */
  window?: WindowRule | undefined;
  /** How `X-RateLimit-Reset` is written, which is not documented either. @defaultValue `"epoch-seconds"` */
  resetFormat?: ResetFormat | undefined;
  /** Whether a 429 carries `Retry-After`. @defaultValue `false`: it is not documented */
  retryAfter?: boolean | undefined;
  /** A webhook of the default tenant from the start, for all events. @defaultValue none */
  webhookUrl?: string | undefined;
  /** Lets webhooks go to other machines. Then texts leave this one: think before. @defaultValue `false` */
  allowRemoteWebhooks?: boolean | undefined;
  /** Milliseconds of real time that a receiver has to answer, 1 to 600,000. Sendo's is not documented. @defaultValue `10_000` */
  webhookTimeoutMs?: number | undefined;
  /** PEM of a certificate authority for https receivers, beside Node's own list. @defaultValue none */
  webhookCa?: string | undefined;
  /** Makes ids and chances repeat from run to run. @defaultValue another one in every run; `GET /info` tells it */
  seed?: string | undefined;
  /** Other readings of what Sendo's documents leave open. @defaultValue those that `ASSUMPTIONS` states */
  assume?: Assume | undefined;
}

/** @internal */
export interface ResolvedSandboxOptions {
  readonly port: number;
  readonly controlPort: number;
  readonly host: string;
  readonly allowHosts: readonly string[];
  readonly clock: SandboxClock;
  readonly review: ReviewTimes;
  readonly caFile: string | undefined;
  readonly stateDir: string | undefined;
  readonly profile: Profile;
  readonly delays: DeliveryDelays;
  readonly requestsPerSecond: number | false;
  readonly window: WindowRule;
  readonly resetFormat: ResetFormat;
  readonly retryAfter: boolean;
  readonly webhookUrl: string | undefined;
  readonly allowRemoteWebhooks: boolean;
  readonly webhookTimeoutMs: number;
  readonly webhookCa: string | undefined;
  readonly seed: string;
  readonly assume: Resolved<Assume>;
}

/**
 * @internal
 * @throws A {@link SendoConfigError} `config_option_invalid`: an option has an unknown name, or a value that cannot be used.
 * @throws A {@link SandboxError} `webhook_target_refused`.
 */
export function resolveSandboxOptions(options: SandboxOptions): ResolvedSandboxOptions {
  checkOptionNames<SandboxOptions>(OF, options, SANDBOX_OPTION_NAMES);
  checkOptionNames<ReviewOptions>(OF, options.review ?? {}, { campaigns: true, numbers: true }, "review");
  const clock = resolveClock(options.clock ?? "realtime");
  const { requestsPerSecond = 20, window = "sliding-log", resetFormat = "epoch-seconds", webhookUrl } = options;
  const { profile = "instant", webhookCa, caFile, stateDir } = options;
  const allowHosts = checkHostNames(options.allowHosts ?? []);
  const allowRemoteWebhooks = checkFlag("allowRemoteWebhooks", options.allowRemoteWebhooks ?? false);
  if (requestsPerSecond !== false) {
    const range = { min: 1, max: 10_000, or: "false for no limit" };
    checkWholeNumber(OF, "requestsPerSecond", requestsPerSecond, range);
  }
  checkChoice("window", window, WINDOW_RULES);
  checkChoice("resetFormat", resetFormat, RESET_FORMATS);
  checkChoice("profile", profile, PROFILES);
  if (caFile !== undefined && !isText(caFile)) throw invalid("caFile", "a path", caFile);
  if (stateDir !== undefined && !isText(stateDir)) throw invalid("stateDir", "a path", stateDir);
  if (webhookCa !== undefined && !isText(webhookCa)) throw invalid("webhookCa", "a PEM string", webhookCa);
  if (webhookUrl !== undefined) readTarget(OF, "webhookUrl", webhookUrl, allowRemoteWebhooks);
  // Otherwise every run has its own ids: an app that remembers event ids must not meet them again.
  const seed = options.seed ?? randomBytes(16).toString("hex");
  if (typeof seed !== "string") throw invalid("seed", "a string", seed);
  return {
    port: checkWholeNumber(OF, "port", options.port ?? 0, { min: 0, max: 65_535 }),
    controlPort: checkWholeNumber(OF, "controlPort", options.controlPort ?? 0, { min: 0, max: 65_535 }),
    host: checkHost(options.host ?? "127.0.0.1", allowHosts),
    allowHosts,
    clock,
    caFile,
    stateDir,
    review: {
      campaignMs: reviewMs("campaigns", options.review?.campaigns ?? "by-hand"),
      numberMs: reviewMs("numbers", options.review?.numbers ?? 0),
    },
    profile,
    delays: checkDelays(options.delays ?? {}),
    requestsPerSecond,
    window,
    resetFormat,
    retryAfter: checkFlag("retryAfter", options.retryAfter ?? false),
    webhookUrl,
    allowRemoteWebhooks,
    webhookTimeoutMs: checkWholeNumber(OF, "webhookTimeoutMs", options.webhookTimeoutMs ?? 10_000, {
      min: 1,
      max: 600_000,
    }),
    webhookCa,
    seed,
    assume: resolveAssume(options.assume ?? {}),
  };
}

/** @internal */
export const SANDBOX_OPTION_NAMES: { readonly [Name in keyof Required<SandboxOptions>]: true } = {
  port: true,
  controlPort: true,
  host: true,
  allowHosts: true,
  clock: true,
  caFile: true,
  stateDir: true,
  review: true,
  profile: true,
  delays: true,
  requestsPerSecond: true,
  window: true,
  resetFormat: true,
  retryAfter: true,
  webhookUrl: true,
  allowRemoteWebhooks: true,
  webhookTimeoutMs: true,
  webhookCa: true,
  seed: true,
  assume: true,
};

function reviewMs(name: keyof ReviewOptions, time: ReviewTime): number | undefined {
  if (time === "by-hand") return undefined;
  const ms = durationMs(time);
  if (ms === undefined) throw invalid(`review.${name}`, `"by-hand", or ${DURATION_RULE}`, time);
  return ms;
}

function checkDelays(delays: DeliveryDelays): DeliveryDelays {
  checkOptionNames<DeliveryDelays>(OF, delays, { queuedMs: true, sentMs: true, deliveredMs: true }, "delays");
  const given = Object.entries(delays).filter(([, value]) => value !== undefined) as [string, number][];
  for (const [name, value] of given) checkWholeNumber(OF, `delays.${name}`, value, { min: 0, max: 86_400_000 });
  return Object.fromEntries(given);
}

function resolveClock(clock: "realtime" | "manual" | SandboxClock): SandboxClock {
  if (clock === "realtime") return realtimeClock();
  if (clock === "manual") return manualClock();
  if (typeof clock === "object" && clock !== null && typeof clock.setTimer === "function") return clock;
  throw invalid("clock", '"realtime", "manual" or a clock made by manualClock()', clock);
}

function checkHost(host: string, allowHosts: readonly string[]): string {
  const address = host === "localhost" ? "127.0.0.1" : String(host).replace(/^\[|\]$/g, "");
  const isLocal = address === "::1" || address.startsWith("127.");
  if (isIP(address) !== 0 && (isLocal || allowHosts.length > 0)) return address;
  const rule =
    "a loopback address (127.0.0.1, ::1 or localhost), or with `allowHosts` (--allow-host) another address such as 0.0.0.0";
  throw invalid("host", rule, host);
}

const LABEL = /^(?!-)[a-z\d_-]{1,63}(?<!-)$/;

function checkHostNames(names: readonly string[]): string[] {
  const rule = "a list of at most 50 host names or addresses without port or wildcard, such as sandbox";
  if (!Array.isArray(names) || names.length > 50) throw invalid("allowHosts", rule, names);
  return (names as readonly unknown[]).map((name) => {
    const bare = typeof name === "string" ? name.toLowerCase().replace(/^\[|\]$/g, "") : "";
    const isName = bare.length <= 253 && bare.split(".").every((label) => LABEL.test(label));
    if (isIP(bare) === 0 && !isName) throw invalid("allowHosts", rule, name);
    return bare;
  });
}

function checkChoice<T>(name: string, value: T, choices: readonly T[]): void {
  if (!choices.includes(value)) throw invalid(name, `one of ${choices.join(", ")}`, value);
}

function checkFlag(name: string, value: boolean): boolean {
  if (typeof value === "boolean") return value;
  throw invalid(name, "true or false", value);
}

function isText(value: unknown): boolean {
  return typeof value === "string" && value !== "";
}

function invalid(name: string, rule: string, value: unknown): SendoConfigError {
  return unusableOption(OF, name, rule, value);
}
