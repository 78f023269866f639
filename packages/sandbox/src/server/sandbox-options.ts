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

/**
 * Time until approval, on the sandbox's clock. With `"by-hand"`, nothing is approved automatically. A test or a user of
 * the sandbox's page must then make the decision.
 */
export type ReviewTime = Duration | "by-hand";

/**
 * Review times. Sendo takes 2 to 5 business days to approve a campaign. Approving a toll-free number takes weeks.
 */
export interface ReviewOptions {
  /** Time until a new campaign is approved. @defaultValue `"by-hand"` */
  campaigns?: ReviewTime | undefined;
  /** Time until a purchased number is activated. You cannot send messages from the number before then. @defaultValue `0` */
  numbers?: ReviewTime | undefined;
}

/** Options for {@link startSandbox}. */
export interface SandboxOptions {
  /**
   * Port of the API (HTTPS). Use the default to run test files in parallel.
   *
   * @defaultValue `0`, which selects a free port
   */
  port?: number | undefined;
  /** Port of the control API (plain HTTP, localhost only). @defaultValue `0`, which selects a free port */
  controlPort?: number | undefined;
  /**
   * Address to listen on. A non-loopback address, such as `0.0.0.0` in a container, makes the sandbox reachable from
   * other machines. Such an address requires {@link SandboxOptions.allowHosts}.
   *
   * @defaultValue `"127.0.0.1"`
   */
  host?: string | undefined;
  /**
   * Additional host names and addresses, without ports, that clients and browsers use to reach the sandbox. For
   * example, use the name of a Compose service, a proxy, or a machine that forwards a port. The certificate is valid
   * for these names, and the control API and the page accept requests that use them. An app on another machine must set
   * `SENDO_SANDBOX_HOST` to one of these names. `localhost` and its subdomains are always accepted.
   *
   * @defaultValue none
   */
  allowHosts?: readonly string[] | undefined;
  /**
   * `"realtime"`, `"manual"` or a clock created by {@link manualClock}. A manual clock advances only through
   * `clock.advance()`. Rate limits also depend on this clock. If the clock does not advance, the 21st request is
   * rejected. To avoid this, set `requestsPerSecond: false`, or advance the clock by a second.
   *
   * @defaultValue `"realtime"`
   */
  clock?: "realtime" | "manual" | SandboxClock | undefined;
  /**
   * Path to which the sandbox writes its certificate file. Set this option to use the same path in every run. The
   * folder must exist. If a file already exists at this path, it must be a certificate. The sandbox replaces that
   * file.
   *
   * @defaultValue a file in a new temporary folder
   */
  caFile?: string | undefined;
  /**
   * Folder that stores the certificate, the control token, and the default tenant's messages, opt-outs, campaigns and
   * webhooks. If you set this option, apps can continue to use the sandbox after it restarts. The sandbox creates the
   * folder if necessary. Only the current user can read the folder's files.
   *
   * @defaultValue none, so every run starts with an empty state
   */
  stateDir?: string | undefined;
  /**
   * Time until campaigns are approved and numbers are activated.
   *
   * @defaultValue the defaults in {@link ReviewOptions}
   */
  review?: ReviewOptions | undefined;
  /** How the sandbox delivers messages to ordinary numbers. @defaultValue `"instant"` */
  profile?: Profile | undefined;
  /**
   * How long a message stays in each status, in milliseconds. Overrides the profile. With the real-time defaults, each status
   * is visible in a demo.
   *
   * @defaultValue `{ queuedMs: 60, sentMs: 180, deliveredMs: 360 }` on a real-time clock, or 0 for each status on a manual
   * clock
   */
  delays?: DeliveryDelays | undefined;
  /**
   * Requests per second for each tenant, from 1 to 10,000. `false` disables the limit. The rate-limit headers then show
   * a limit of 10,000. @defaultValue `20`
   */
  requestsPerSecond?: number | false | undefined;
  /**
   * How the rate limit counts requests. Sendo's documentation does not describe this.
   *
   * @defaultValue `"sliding-log"`, the strictest
   */
  window?: WindowRule | undefined;
  /** Format of `X-RateLimit-Reset`. Sendo does not document this format. @defaultValue `"epoch-seconds"` */
  resetFormat?: ResetFormat | undefined;
  /**
   * Whether a 429 response has a `Retry-After` header.
   *
   * @defaultValue `false`, because Sendo does not document this header
   */
  retryAfter?: boolean | undefined;
  /** Webhook URL of the default tenant, for all events. @defaultValue none */
  webhookUrl?: string | undefined;
  /** Allows webhooks on other machines. The sandbox sends message data to those machines. @defaultValue `false` */
  allowRemoteWebhooks?: boolean | undefined;
  /**
   * Time limit for a receiver's response, in milliseconds of real time, from 1 to 600,000. Sendo does not document its
   * webhook timeout.
   *
   * @defaultValue `10_000`
   */
  webhookTimeoutMs?: number | undefined;
  /**
   * Certificate authority to trust for https receivers, in PEM format. Node's built-in certificate authorities are also
   * trusted.
   *
   * @defaultValue none
   */
  webhookCa?: string | undefined;
  /**
   * Seed that makes ids and random outcomes the same in every run. @defaultValue a random seed, returned by `GET /info`
   */
  seed?: string | undefined;
  /**
   * Alternative interpretations of behavior that Sendo's documentation does not specify.
   *
   * @defaultValue the interpretations described in `ASSUMPTIONS`
   */
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
 * @throws A {@link SendoConfigError} with code `config_option_invalid` if an option has an unknown name or an invalid value.
 * @throws A {@link SandboxError} with code `webhook_target_refused`.
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
  // A random seed gives every run new ids. Otherwise, an app's dedupe store would treat new events as duplicates.
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
  throw invalid("clock", '"realtime", "manual" or a clock created by manualClock()', clock);
}

function checkHost(host: string, allowHosts: readonly string[]): string {
  const address = host === "localhost" ? "127.0.0.1" : String(host).replace(/^\[|\]$/g, "");
  const isLocal = address === "::1" || address.startsWith("127.");
  if (isIP(address) !== 0 && (isLocal || allowHosts.length > 0)) return address;
  const rule =
    "a loopback address (127.0.0.1, ::1 or localhost); another address, such as 0.0.0.0, also requires `allowHosts` (--allow-host)";
  throw invalid("host", rule, host);
}

const LABEL = /^(?!-)[a-z\d_-]{1,63}(?<!-)$/;

function checkHostNames(names: readonly string[]): string[] {
  const rule = "a list of at most 50 host names (such as sandbox) or addresses, without a port or wildcard";
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
