import { isSendoError, type Sendo } from "@sendo/core";
import { environment } from "../internal/environment.js";
import type { Context } from "../table/context.js";
import { checksOf, isLoopback, type Check } from "./check.js";

const DEFAULT_BASE_URL = "https://api.sendo.dev";

/** What the setup leads to. */
export interface Setup {
  readonly checks: readonly Check[];
  /** `undefined` if no client can be made from it. */
  readonly sendo: Sendo | undefined;
  /** The API's address; `undefined` if it cannot be used. */
  readonly baseUrl: URL | undefined;
  /** Whether the address can be a sandbox's. */
  readonly isLocal: boolean;
}

/** Checks the runtime, the variables and the form of the key. Nothing is sent. */
export async function inspectSetup(context: Context): Promise<Setup> {
  const env = environment();
  const address = env["SENDO_BASE_URL"] || DEFAULT_BASE_URL;
  const baseUrl = URL.canParse(address) ? new URL(address) : undefined;
  const isLocal =
    baseUrl !== undefined && (isLoopback(baseUrl.hostname) || baseUrl.hostname === env["SENDO_SANDBOX_HOST"]);
  const checks = [...environmentChecks(context, isLocal)];
  try {
    const sendo = await context.client({ retry: false, timeoutMs: 10_000 });
    const where = context.apiKey() === undefined ? "SENDO_API_KEY" : "the output of --key-command";
    checks.push(checksOf("runtime").ok(`Node ${process.versions.node} on ${process.platform} is supported.`));
    checks.push(
      checksOf("key").ok(`${where} has the form of a key${isLocal ? ", and the address is a sandbox's" : ""}.`),
    );
    return { checks, sendo, baseUrl, isLocal };
  } catch (error) {
    if (!isSendoError(error)) throw error;
    const area = error.code === "config_runtime_unsupported" ? "runtime" : /api_key/.test(error.code) ? "key" : "setup";
    checks.push(checksOf(area).fail(`${error.code}: the client cannot be made.`, error.message));
    return { checks, sendo: undefined, baseUrl, isLocal };
  }
}

function* environmentChecks({ envFile }: Context, isLocal: boolean): Generator<Check> {
  const env = environment();
  const { ok, warn } = checksOf("environment");
  const names = Object.keys(env)
    .filter((name) => name.startsWith("SENDO_") && env[name] !== "")
    .sort();
  const file = envFile === undefined ? "No .env file was read" : "A .env file was read";
  yield ok(`${file}. Set: ${names.length === 0 ? "no SENDO_ variable" : names.join(", ")}.`);
  if (env["NODE_TLS_REJECT_UNAUTHORIZED"] === "0")
    yield warn(
      "NODE_TLS_REJECT_UNAUTHORIZED=0 is set.",
      "Unset it: the client checks certificates anyway, other code does not.",
    );
  const proxy = env["https_proxy"] || env["HTTPS_PROXY"];
  if (proxy && !isLocal && !usesProxy()) {
    const advice = "Set NODE_USE_ENV_PROXY=1 if requests must go through the proxy.";
    yield warn("HTTPS_PROXY is set, and the client does not use it.", advice);
  }
}

/** Whether the client takes its proxy from the environment. */
export function usesProxy(): boolean {
  const env = environment();
  return env["NODE_USE_ENV_PROXY"] === "1" || /--use-env-proxy\b/.test(env["NODE_OPTIONS"] ?? "");
}
