import { randomUUID } from "node:crypto";
import { checkOptionNames, inputError, systemClock } from "@sendo/core/adapter";
import type { ChallengeOpening, CounterLimit } from "@sendo/core/stores";
import { Codes, typedCode } from "./codes.js";
import { ipNetwork } from "./ip-network.js";
import { isProvedUnsent, sendCode } from "./send-code.js";
import { bodyOf, checkVerifierOptions, type CheckedOptions, type VerifierOptions } from "./verifier-options.js";
import type { CheckInput, CheckResult, StartInput, StartResult, Verifier } from "./verifier.js";

/** All counters are in one group, so that one store operation can check every limit for a `start` call. */
const GROUP = "sendo verify";

/**
 * Creates a verifier, which sends and checks login codes. If the outcome of a send is unknown, the verifier does not
 * retry the send. The next `start` call sends the same code again.
 *
 * @throws A {@link SendoConfigError} with code `config_option_invalid` if an option is missing, unknown or unusable.
 *
 * @example
 * ```ts
 * const verifier = createVerifier({
 *   client: new Sendo(),
 *   store: memoryVerifyStore(),
 *   secret: process.env.VERIFY_SECRET!,
 *   brand: "Acme",
 *   domain: "acme.example",
 * });
 * await verifier.start({ to: "+12065550142" });
 * const { status } = await verifier.check({ to: "+12065550142", code: "482913" });
 * ```
 */
export function createVerifier(options: VerifierOptions): Verifier {
  const checked = checkVerifierOptions(options);
  const codes = new Codes(checked.secret, checked.digits);
  return {
    start: (input) => start(checked, codes, input),
    check: (input) => check(checked, codes, input),
  };
}

async function start(options: CheckedOptions, codes: Codes, input: StartInput): Promise<StartResult> {
  checkInput<StartInput>("start", input, { to: true, ip: true, purpose: true, locale: true });
  const { to, ip, purpose = "login", locale } = input;
  const key = codes.keyOf("number", purpose, to);
  const limited = await count(options, limitsOf(options, codes, to, ip));
  if ("status" in limited) return limited;
  const breaker = await options.breaker?.admit(to);
  if (breaker?.admitted === false) {
    await limited.giveBack();
    return { status: "limited", retryInMs: breaker.retryInMs };
  }
  const giveBack = async (): Promise<void> => {
    await Promise.all([limited.giveBack(), breaker?.giveBack()]);
  };

  const { ttlMs, resendAfterMs, maxAttempts } = options;
  // Read the clock before calling `open`. Otherwise, `notAfter` could be too late: the store could allow another code before
  // then.
  const nowEpochMs = systemClock.epochMs();
  const opening = await options.store.challenges.open(key, { id: randomUUID(), ttlMs, resendAfterMs, maxAttempts });
  if (opening.state === "wait") {
    await giveBack();
    return { status: "started", resendInMs: opening.retryInMs };
  }
  try {
    const outcome = await sendCode(options.sender, {
      to,
      body: bodyOf(options, { ...opening, code: codes.codeOf(key, opening.id), locale }),
      // Idempotency stores contain a digest of the key and body. Anyone who knew the key could find the code by trying
      // every code against the digest. The key is therefore derived from the secret.
      key: codes.keyOf("send", opening.id, String(opening.send)),
      notAfterEpochMs: nowEpochMs + Math.min(resendAfterMs, opening.expiresInMs),
    });
    if (outcome === "accepted") await recordSend(options, key, opening, outcome);
  } catch (error) {
    if (isProvedUnsent(error)) await Promise.all([recordSend(options, key, opening, "not-sent"), giveBack()]);
    throw error;
  }
  return { status: "started", resendInMs: resendAfterMs };
}

async function check(options: CheckedOptions, codes: Codes, input: CheckInput): Promise<CheckResult> {
  checkInput<CheckInput>("check", input, { to: true, code: true, purpose: true });
  const { to, code, purpose = "login" } = input;
  if (typeof code !== "string")
    throw inputError("code", "must be a string, because a number would lose its leading zeros");
  const { challenges } = options.store;
  const key = codes.keyOf("number", purpose, to);
  const attempt = await challenges.attempt(key, { maxAttempts: options.maxAttempts });
  if (attempt.state !== "live") return { status: attempt.state };
  const typed = typedCode(code);
  const isRight = codes.equal(typed, codes.codeOf(key, attempt.id));
  // Every replaced code is compared, even after a match. Otherwise, the response time would reveal which code matched.
  const old = attempt.replaced.filter((id) => codes.equal(typed, codes.codeOf(key, id)));
  if (!isRight) return old.length > 0 ? { status: "expired" } : { status: "wrong", attemptsLeft: attempt.attemptsLeft };
  // If several calls with the correct code run concurrently, only one gets past this step.
  if (!(await challenges.approve(key, { id: attempt.id, owner: randomUUID() }))) return { status: "not-found" };
  // If this call fails, the breaker counts one unverified code too many. The code is approved anyway, because it is correct.
  await options.breaker?.verified(to, attempt.id).catch(() => {});
  return { status: "approved" };
}

type Sending = Extract<ChallengeOpening, { id: string }>;

/**
 * Records an outcome. If the store fails, the outcome counts as unknown, so the next `start` call sends the same code
 * again.
 */
async function recordSend(
  { store }: CheckedOptions,
  key: string,
  { id, send: count }: Sending,
  outcome: "accepted" | "not-sent",
): Promise<void> {
  await store.challenges.sent(key, { id, send: count, outcome }).catch(() => {});
}

function limitsOf(
  { perNumber, perIp }: CheckedOptions,
  codes: Codes,
  to: string,
  ip: string | undefined,
): readonly CounterLimit[] {
  // All purposes share one limit. Otherwise, each additional purpose would allow more messages to the same number.
  const number = { key: codes.keyOf("per number", to), ...perNumber };
  if (ip === undefined) return [number];
  const network = ipNetwork(ip);
  if (network === undefined) throw inputError("ip", "must be an IPv4 or IPv6 address");
  return [number, { key: codes.keyOf("per ip", network), ...perIp }];
}

type Counted = { readonly giveBack: () => Promise<void> } | Extract<StartResult, { status: "limited" }>;

async function count({ store: { counters } }: CheckedOptions, limits: readonly CounterLimit[]): Promise<Counted> {
  const verdict = await counters.take(GROUP, limits, 1);
  if (!verdict.taken) return { status: "limited", retryInMs: verdict.retryInMs };
  return {
    // If the store fails here, the counters stay one too high. The caller still gets the original result.
    async giveBack() {
      const given = limits.map(({ key }, index) => ({ key, window: verdict.windows[index] }));
      await counters.giveBack(GROUP, { id: randomUUID(), counters: given, amount: 1 }).catch(() => {});
    },
  };
}

const E164 = /^\+[1-9]\d{6,14}$/;

function checkInput<Input extends { readonly to: string; readonly purpose?: string | undefined }>(
  of: string,
  input: Input,
  names: Readonly<Record<keyof Input, true>>,
): void {
  checkOptionNames(of, input, names);
  const { to, purpose } = input;
  if (typeof to !== "string" || !E164.test(to))
    throw inputError("to", "must be a phone number in E.164 format, such as +12065550142");
  if (purpose !== undefined && (typeof purpose !== "string" || purpose === ""))
    throw inputError("purpose", "must be a name, such as login");
}
