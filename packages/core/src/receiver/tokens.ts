import { builtin } from "../http/builtin.js";
import type { HttpRequestLike } from "../http/http.js";
import { isInQuotes } from "../internal/environment.js";
import { isSandboxHost, SANDBOX_PREFIX } from "../internal/sandbox-host.js";
import { SendoConfigError } from "../errors/errors.js";
import type { Secret } from "../errors/redact.js";
import { sha256 } from "./sha256.js";

/** A webhook token with a name, so that handlers and logs can tell which webhook delivered. */
export interface NamedWebhookToken {
  /** 1 to 64 characters, such as `eu` or `rotated-in-may`. It appears in logs: never the token itself. */
  readonly name: string;
  /** The webhook's `signature`, as the dashboard and the create call show it. */
  readonly token: string | Secret;
}

/** One token, or several: each webhook has its own, and a rotation needs the old one and the new one for a while. */
export type WebhookTokens = WebhookTokenLike | readonly WebhookTokenLike[];

type WebhookTokenLike = string | Secret | NamedWebhookToken;

/** A token as the receiver keeps it: the digest is all that a comparison needs. */
export interface ResolvedWebhookToken {
  readonly name: string;
  readonly digest: Buffer;
}

/** What the token header proves. */
export type TokenReading =
  { readonly tokenName: string } | { readonly rejected: "webhook_token_missing" | "webhook_token_invalid" };

const HEADER = "x-webhook-token";
// Far more than any token (the documents' examples have 16 characters), far less than what hashing would be felt.
const LONGEST_TOKEN = 1024;
// What a header value can carry, without white space; and without a comma, by which Node joins repeated headers.
const TOKEN = /^[\x21-\x2b\x2d-\x7e]+$/;

/**
 * The tokens that a receiver accepts: those of the option, otherwise those of SENDO_WEBHOOK_TOKEN, separated by commas (with
 * optional whitespace around them). Tokens without a name are called `token-1`, `token-2` and so on.
 *
 * @param baseUrl - The API that delivers; `undefined` stands for Sendo's own.
 * @param sandboxHost - The value of SENDO_SANDBOX_HOST.
 * @throws A {@link SendoConfigError} `config_webhook_token_missing`: there is none; `config_webhook_token_invalid`: one is
 * empty, longer than 1024 characters, in quotes, or contains whitespace, a comma or a character that a header cannot carry;
 * `config_webhook_token_sandbox`: one is the sandbox's, and the API is not local. The error never contains a token.
 */
export function resolveWebhookTokens(
  tokens: WebhookTokens | undefined,
  fromEnvironment: string | undefined,
  baseUrl?: string,
  sandboxHost?: string,
): readonly ResolvedWebhookToken[] {
  const isSandbox =
    baseUrl !== undefined && URL.canParse(baseUrl) && isSandboxHost(new URL(baseUrl).hostname, sandboxHost);
  const given = tokens === undefined ? splitTokens(fromEnvironment) : Array.isArray(tokens) ? tokens : [tokens];
  if (given.length === 0) throw new SendoConfigError({ code: "config_webhook_token_missing" });
  return (given as readonly WebhookTokenLike[]).map((entry, index) => {
    const { name, token } = isNamed(entry) ? entry : { name: `token-${index + 1}`, token: entry };
    const text = revealToken(token);
    if (text === undefined) throw new SendoConfigError({ code: "config_webhook_token_invalid" });
    if (text.startsWith(SANDBOX_PREFIX) && !isSandbox)
      throw new SendoConfigError({ code: "config_webhook_token_sandbox" });
    if (typeof name !== "string" || name.length < 1 || name.length > 64 || name === text) {
      throw new SendoConfigError({
        code: "config_webhook_token_invalid",
        message:
          "A webhook token's name must be a string of 1 to 64 characters that is not the token: it appears in logs.",
      });
    }
    return { name, digest: sha256(text) };
  });
}

/**
 * Makes the check of the X-Webhook-Token header. Digests are compared, in constant time and with every token, whichever
 * matches: the time tells neither how close a guess came nor how long the token is.
 */
export function createTokenCheck(
  tokens: readonly ResolvedWebhookToken[],
): (headers: HttpRequestLike["headers"] | Headers) => TokenReading {
  return (headers) => {
    const [value, ...more] = headerValues(headers);
    // Two of them prove nothing, even if both are right: somebody on the way added one.
    if (more.length > 0) return { rejected: "webhook_token_invalid" };
    if (value === undefined || value === "") return { rejected: "webhook_token_missing" };
    const digest = sha256(value);
    let tokenName: string | undefined;
    const { timingSafeEqual } = builtin("node:crypto");
    for (const token of tokens) if (timingSafeEqual(digest, token.digest)) tokenName ??= token.name;
    return tokenName === undefined ? { rejected: "webhook_token_invalid" } : { tokenName };
  };
}

// Node writes names in lower case; other hosts pass on what came, and then two spellings are two headers.
function headerValues(given: HttpRequestLike["headers"] | Headers): string[] {
  const headers: Readonly<Record<string, unknown>> = isWebHeaders(given) ? Object.fromEntries(given) : given;
  const found: string[] = [];
  for (const name of Object.keys(headers)) {
    // By length first: a delivery has a dozen headers, and anybody can make us look at a hundred.
    if (name.length !== HEADER.length || name.toLowerCase() !== HEADER) continue;
    for (const one of [headers[name]].flat()) if (typeof one === "string") found.push(one);
  }
  return found;
}

// By its methods and not by its class: frameworks and runtimes have such classes of their own.
function isWebHeaders(headers: HttpRequestLike["headers"] | Headers): headers is Headers {
  return typeof headers.get === "function" && typeof (headers as Headers)[Symbol.iterator] === "function";
}

function splitTokens(list: string | undefined): string[] {
  if (list === undefined || list.trim() === "") return [];
  return list.split(",").map((token) => token.trim());
}

function isNamed(entry: WebhookTokenLike): entry is NamedWebhookToken {
  return typeof entry === "object" && entry !== null && "token" in entry;
}

function revealToken(token: unknown): string | undefined {
  // By its method and not by its class: the ESM and the CJS copy of this package have each a Secret of their own.
  const isSecret =
    typeof token === "object" && token !== null && "reveal" in token && typeof token.reveal === "function";
  const text: unknown = isSecret ? (token as Secret).reveal() : token;
  const isToken = typeof text === "string" && text.length <= LONGEST_TOKEN && TOKEN.test(text) && !isInQuotes(text);
  return isToken ? text : undefined;
}
