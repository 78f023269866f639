import { builtin } from "../http/builtin.js";
import type { HttpRequestLike } from "../http/http.js";
import { isInQuotes } from "../internal/environment.js";
import { isSandboxHost, SANDBOX_PREFIX } from "../internal/sandbox-host.js";
import { SendoConfigError } from "../errors/errors.js";
import type { Secret } from "../errors/redact.js";
import { sha256 } from "./sha256.js";

/** A webhook token with a name, so that handlers and logs can identify the webhook. */
export interface NamedWebhookToken {
  /**
   * 1 to 64 characters, such as `eu` or `rotated-in-may`. Do not use the token as its name, because the name appears in logs.
   */
  readonly name: string;
  /** The webhook's `signature`, as shown in the dashboard and returned by `webhooks.create`. */
  readonly token: string | Secret;
}

/** One token or several. Each webhook has its own token. During a rotation, accept both the old and the new token. */
export type WebhookTokens = WebhookTokenLike | readonly WebhookTokenLike[];

type WebhookTokenLike = string | Secret | NamedWebhookToken;

/** A token as stored by the receiver. The receiver compares digests, so it does not store the token itself. */
export interface ResolvedWebhookToken {
  readonly name: string;
  readonly digest: Buffer;
}

/** Result of reading the token header. */
export type TokenReading =
  { readonly tokenName: string } | { readonly rejected: "webhook_token_missing" | "webhook_token_invalid" };

const HEADER = "x-webhook-token";
// Much longer than any token (16 characters in Sendo's examples), but short enough to hash quickly.
const LONGEST_TOKEN = 1024;
// Characters that are allowed in a header, except whitespace. Commas are also excluded because Node joins repeated headers
// with commas.
const TOKEN = /^[\x21-\x2b\x2d-\x7e]+$/;

/**
 * Returns the tokens that a receiver accepts. The tokens come from the option, or from `SENDO_WEBHOOK_TOKEN` if the option is
 * not set. In the environment variable, tokens are separated by commas, with optional whitespace. Tokens without a name are
 * called `token-1`, `token-2` and so on.
 *
 * @param baseUrl - Base URL of the API that delivers events. If `undefined`, Sendo's own API is assumed.
 * @param sandboxHost - The value of `SENDO_SANDBOX_HOST`.
 * @throws A {@link SendoConfigError} with code `config_webhook_token_missing` if there is no token.
 * `config_webhook_token_invalid` if a token is empty, longer than 1024 characters or enclosed in quotes. The same code is
 * used if a token contains whitespace, a comma, or a character that is not allowed in a header.
 * `config_webhook_token_sandbox` if a token is a sandbox token and the API is not local. The error never contains a token.
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
    const secret = revealToken(token);
    if (secret === undefined) throw new SendoConfigError({ code: "config_webhook_token_invalid" });
    if (secret.startsWith(SANDBOX_PREFIX) && !isSandbox)
      throw new SendoConfigError({ code: "config_webhook_token_sandbox" });
    if (typeof name !== "string" || name.length < 1 || name.length > 64 || name === secret) {
      throw new SendoConfigError({
        code: "config_webhook_token_invalid",
        message:
          "A webhook token's name must be a string of 1 to 64 characters. Do not use the token as its name, because the name appears in logs.",
      });
    }
    return { name, digest: sha256(secret) };
  });
}

/**
 * Creates the function that checks the `X-Webhook-Token` header. It compares digests in constant time, and always compares all
 * tokens. The duration of the check therefore reveals neither how close a guess is nor how long a token is.
 */
export function createTokenCheck(
  tokens: readonly ResolvedWebhookToken[],
): (headers: HttpRequestLike["headers"] | Headers) => TokenReading {
  return (headers) => {
    const [value, ...more] = headerValues(headers);
    // Two headers are rejected even if both are correct, because a proxy could have added one.
    if (more.length > 0) return { rejected: "webhook_token_invalid" };
    if (value === undefined || value === "") return { rejected: "webhook_token_missing" };
    const digest = sha256(value);
    let tokenName: string | undefined;
    const { timingSafeEqual } = builtin("node:crypto");
    for (const token of tokens) if (timingSafeEqual(digest, token.digest)) tokenName ??= token.name;
    return tokenName === undefined ? { rejected: "webhook_token_invalid" } : { tokenName };
  };
}

// Node converts header names to lower case, but some frameworks do not. With those frameworks, the same header name can
// appear in two spellings.
function headerValues(given: HttpRequestLike["headers"] | Headers): string[] {
  const headers: Readonly<Record<string, unknown>> = isWebHeaders(given) ? Object.fromEntries(given) : given;
  const found: string[] = [];
  for (const name of Object.keys(headers)) {
    // Comparing the lengths first saves time if an untrusted client sends many headers.
    if (name.length !== HEADER.length || name.toLowerCase() !== HEADER) continue;
    for (const one of [headers[name]].flat()) if (typeof one === "string") found.push(one);
  }
  return found;
}

// Checks for methods, not for the class, because frameworks and runtimes have their own `Headers` classes.
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
  // Checks for a method, not for the class, because the ESM and CommonJS copies of this package have separate `Secret` classes.
  const isSecret =
    typeof token === "object" && token !== null && "reveal" in token && typeof token.reveal === "function";
  const value: unknown = isSecret ? (token as Secret).reveal() : token;
  const isToken = typeof value === "string" && value.length <= LONGEST_TOKEN && TOKEN.test(value) && !isInQuotes(value);
  return isToken ? value : undefined;
}
