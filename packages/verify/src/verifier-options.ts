import { countSegments, type SendoClient } from "@sendo/core";
import {
  checkOptionNames,
  checkWholeNumber,
  invalidOption,
  unusableOption,
  type OptionNames,
} from "@sendo/core/adapter";
import type { ChallengeStore, CounterStore } from "@sendo/core/stores";
import type { PumpingBreaker } from "./pumping-breaker.js";
import type { CodeOutbox, CodeSender } from "./send-code.js";

/** Stores for challenges and limits. Processes that check each other's codes must share both stores. */
export interface VerifyStore {
  /** Challenge store, such as `redisChallengeStore` from `@sendo/redis`. */
  readonly challenges: ChallengeStore;
  /** Counter store for the limits, such as `redisCounterStore` from `@sendo/redis`. */
  readonly counters: CounterStore;
}

/** Maximum number of codes in a period. */
export interface VerifierLimit {
  /** Maximum number of codes (1 or more). */
  readonly max: number;
  /** Length of the period in milliseconds (1000 or more). A period starts when its first code is counted. */
  readonly windowMs: number;
}

/** Input to the `message` option. */
export interface CodeMessage {
  /** Code, such as `482913`. The message must contain this code. */
  readonly code: string;
  /** Value of the `brand` option. */
  readonly brand: string;
  /** Remaining lifetime of the code in whole minutes (at least 1), rounded down. */
  readonly minutes: number;
  /** The `locale` passed to `start`. */
  readonly locale: string | undefined;
}

/** Options for {@link createVerifier}. The defaults are suitable for a login form. */
export interface VerifierOptions {
  /**
   * Client that sends the codes. The client applies its `guard` and rate limit. If the client has an `idempotency` store,
   * each code is sent with an idempotency key.
   *
   * @defaultValue none, so `outbox` is required
   */
  readonly client?: SendoClient | undefined;
  /**
   * Outbox that stores the codes until a worker sends them. You can create an outbox with `createOutbox` from
   * `@sendo/bullmq`, with its `encryption` option set. Pass an outbox instead of `client`. Once the user can request the next
   * code, a worker no longer sends the previous code. The worker's client applies its own `guard` and rate limit.
   *
   * @defaultValue none, so `client` is required
   */
  readonly outbox?: CodeOutbox | undefined;
  /** Stores for challenges and limits. For one process, use `memoryVerifyStore()`. */
  readonly store: VerifyStore;
  /**
   * Random string of 32 characters or more. All processes must use the same string. Codes and store keys are derived
   * from this secret. A new secret invalidates every live code.
   */
  readonly secret: string;
  /** Your brand name, as recipients know it. The default message begins with this name. */
  readonly brand: string;
  /**
   * Domain of the login page, such as `example.com`. With a domain, the message ends with a line such as
   * `@example.com #123456`. Browsers and phones then autofill the code only on this domain.
   *
   * @defaultValue none, so the message does not end with such a line
   */
  readonly domain?: string | undefined;
  /**
   * Function that returns the message, for example in the language of `locale`. If `domain` is set, the verifier
   * appends the line for autofill. `createVerifier` calls the function once with a sample code and without a locale, to
   * check the message at startup.
   *
   * @defaultValue `Acme: your code is 482913. It expires in 10 minutes.`
   */
  readonly message?: ((parts: CodeMessage) => string) | undefined;
  /** Maximum size of a message in segments (1 to 4). `start` rejects a longer message. @defaultValue `1` */
  readonly maxSegments?: number | undefined;
  /** Number of digits in a code (6 to 8). @defaultValue `6` */
  readonly digits?: number | undefined;
  /** Lifetime of a code in milliseconds (60000 to 3600000). @defaultValue `600_000`, ten minutes */
  readonly ttlMs?: number | undefined;
  /** Maximum number of attempts for each code (1 to 10). @defaultValue `5` */
  readonly maxAttempts?: number | undefined;
  /** Minimum time between two codes sent to a number, in milliseconds (1000 to 600000). @defaultValue `30_000`, thirty seconds */
  readonly resendAfterMs?: number | undefined;
  /**
   * Maximum time for sending a code, in milliseconds (1000 or more). See the `deadlineMs` call option. This option
   * cannot be combined with `outbox`, because `resendAfterMs` limits how long an enqueued code can wait.
   *
   * @defaultValue `10_000`
   */
  readonly deadlineMs?: number | undefined;
  /**
   * Maximum number of codes for each phone number. Together with `maxAttempts`, this option limits the number of
   * guesses.
   *
   * @defaultValue `{ max: 10, windowMs: 86_400_000 }`, ten codes per day. With the default `maxAttempts`, this allows
   * 50 guesses per day.
   */
  readonly perNumber?: VerifierLimit | undefined;
  /**
   * Maximum number of codes for each IP address, if `start` is called with `ip`. All IPv6 addresses in a /64 network
   * count as one address.
   *
   * @defaultValue `{ max: 20, windowMs: 3_600_000 }`, twenty codes per hour
   */
  readonly perIp?: VerifierLimit | undefined;
  /**
   * Breaker that blocks codes to a number prefix if too few of the codes sent to that prefix are verified. See
   * {@link createPumpingBreaker}.
   *
   * @defaultValue none
   */
  readonly breaker?: PumpingBreaker | undefined;
}

/** Validated options, with the defaults applied. */
export type CheckedOptions = {
  readonly [Name in Exclude<keyof VerifierOptions, SenderOption | "domain" | "breaker">]-?: NonNullable<
    VerifierOptions[Name]
  >;
} & Pick<VerifierOptions, "domain" | "breaker"> & { readonly sender: CodeSender };

type SenderOption = "client" | "outbox" | "deadlineMs";

const NAMES: OptionNames<VerifierOptions> = {
  client: true,
  outbox: true,
  store: true,
  secret: true,
  brand: true,
  domain: true,
  message: true,
  maxSegments: true,
  digits: true,
  ttlMs: true,
  maxAttempts: true,
  resendAfterMs: true,
  deadlineMs: true,
  perNumber: true,
  perIp: true,
  breaker: true,
};
const HOUR_MS = 3_600_000;
const OF = "createVerifier";

/** @throws A {@link SendoConfigError} with code `config_option_invalid`. No error message contains the secret. */
export function checkVerifierOptions(options: VerifierOptions): CheckedOptions {
  checkOptionNames(OF, options, NAMES);
  const { store, secret, brand, domain, breaker, message = defaultMessage } = options;
  const sender = checkSender(options);
  if (!hasMethod(store?.challenges, "open") || !hasMethod(store?.counters, "take"))
    throw unusableOption(OF, "store", "an object with `challenges` and `counters`, such as memoryVerifyStore()", store);
  if (typeof secret !== "string" || secret.length < 32)
    throw invalidOption(
      `The \`secret\` option of ${OF} must be a string of at least 32 characters, such as 32 random bytes encoded as hex.`,
    );
  if (typeof brand !== "string" || brand.trim() === "") throw unusableOption(OF, "brand", "a name", brand);
  if (domain !== undefined && !/^(?=.{1,100}$)[a-z0-9-]+(\.[a-z0-9-]+)*$/.test(domain))
    throw unusableOption(OF, "domain", "a domain in lower case, such as example.com", domain);
  if (typeof message !== "function") throw unusableOption(OF, "message", "a function", message);
  if (breaker !== undefined && !hasMethod(breaker, "admit"))
    throw unusableOption(OF, "breaker", "a breaker from createPumpingBreaker()", breaker);
  const checked: CheckedOptions = {
    sender,
    store,
    secret,
    brand,
    domain,
    message,
    breaker,
    maxSegments: checkWholeNumber(OF, "maxSegments", options.maxSegments ?? 1, { min: 1, max: 4 }),
    digits: checkWholeNumber(OF, "digits", options.digits ?? 6, { min: 6, max: 8 }),
    ttlMs: checkWholeNumber(OF, "ttlMs", options.ttlMs ?? 600_000, { min: 60_000, max: HOUR_MS }),
    maxAttempts: checkWholeNumber(OF, "maxAttempts", options.maxAttempts ?? 5, { min: 1, max: 10 }),
    resendAfterMs: checkWholeNumber(OF, "resendAfterMs", options.resendAfterMs ?? 30_000, { min: 1000, max: 600_000 }),
    perNumber: checkLimit("perNumber", options.perNumber ?? { max: 10, windowMs: 24 * HOUR_MS }),
    perIp: checkLimit("perIp", options.perIp ?? { max: 20, windowMs: HOUR_MS }),
  };
  bodyOf(checked, { code: "0".repeat(checked.digits), expiresInMs: checked.ttlMs, locale: undefined });
  return checked;
}

function checkSender({ client, outbox, deadlineMs }: VerifierOptions): CodeSender {
  if (client !== undefined && outbox !== undefined)
    throw invalidOption(`The options \`client\` and \`outbox\` of ${OF} cannot be combined. Pass one of them.`);
  if (outbox === undefined) {
    if (!client || !hasMethod(client.messages, "send")) throw unusableOption(OF, "client", "a Sendo client", client);
    return { client, deadlineMs: checkWholeNumber(OF, "deadlineMs", deadlineMs ?? 10_000, { min: 1000 }) };
  }
  if (!hasMethod(outbox, "enqueue"))
    throw unusableOption(
      OF,
      "outbox",
      "an outbox with an `enqueue` method, such as the one returned by createOutbox()",
      outbox,
    );
  if (deadlineMs !== undefined)
    throw invalidOption(
      `The \`deadlineMs\` option of ${OF} cannot be combined with \`outbox\`. \`resendAfterMs\` limits how long an enqueued code can wait.`,
    );
  return { outbox };
}

/**
 * Returns the message body for a code.
 *
 * @throws A {@link SendoConfigError} with code `config_option_invalid` if the body does not contain the code or has more
 * than `maxSegments` segments.
 */
export function bodyOf(
  { message, brand, domain, maxSegments }: CheckedOptions,
  {
    code,
    expiresInMs,
    locale,
  }: { readonly code: string; readonly expiresInMs: number; readonly locale: string | undefined },
): string {
  const minutes = Math.max(1, Math.floor(expiresInMs / 60_000));
  const written = message({ code, brand, minutes, locale });
  if (typeof written !== "string" || !written.includes(code))
    throw invalidOption(`The \`message\` option of ${OF} must return a string that contains the code.`);
  const body = domain === undefined ? written : `${written}\n@${domain} #${code}`;
  const { segments, encoding } = countSegments(body);
  if (segments > maxSegments)
    throw invalidOption(
      `The message that contains the code takes up ${segments} segments (${encoding}), but the \`maxSegments\` option of ${OF} is ${maxSegments}. ` +
        "Shorten `brand` or the string that `message` returns, use only GSM-7 characters in both, or raise `maxSegments`.",
    );
  return body;
}

function defaultMessage({ brand, code, minutes }: CodeMessage): string {
  return `${brand}: your code is ${code}. It expires in ${minutes} ${minutes === 1 ? "minute" : "minutes"}.`;
}

function checkLimit(name: string, limit: VerifierLimit): VerifierLimit {
  checkOptionNames<VerifierLimit>(OF, limit, { max: true, windowMs: true }, name);
  return {
    max: checkWholeNumber(OF, `${name}.max`, limit.max, { min: 1 }),
    windowMs: checkWholeNumber(OF, `${name}.windowMs`, limit.windowMs, { min: 1000 }),
  };
}

function hasMethod(value: unknown, name: string): boolean {
  return typeof value === "object" && value !== null && typeof (value as Record<string, unknown>)[name] === "function";
}
