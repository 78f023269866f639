import { isSendoError, type Sendo } from "@sendo/core";
import { environment } from "../internal/environment.js";
import { messageOf } from "../output/message-of.js";
import type { Context } from "../table/context.js";
import { checksOf, isLoopback, type Check } from "./check.js";

const DEFAULT_BASE_URL = "https://api.sendo.dev";

/** Result of the setup check. */
export interface Setup {
  readonly checks: readonly Check[];
  /** `undefined` if the client cannot be created. */
  readonly sendo: Sendo | undefined;
  /** API address, or `undefined` if it is invalid. */
  readonly baseUrl: URL | undefined;
  /** Whether the address could belong to a sandbox. */
  readonly isLocal: boolean;
}

/** Checks the runtime, the environment variables and the key's format. It does not make any requests. */
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
      checksOf("key").ok(`${where} has a valid format${isLocal ? ", and the address belongs to a sandbox" : ""}.`),
    );
    return { checks, sendo, baseUrl, isLocal };
  } catch (error) {
    if (!isSendoError(error)) throw error;
    const area = error.code === "config_runtime_unsupported" ? "runtime" : /api_key/.test(error.code) ? "key" : "setup";
    checks.push(checksOf(area).fail(`The client could not be created (${error.code}).`, messageOf(error)));
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
  yield ok(
    `${file}. ${names.length === 0 ? "No SENDO_ variables are set." : `These variables are set: ${names.join(", ")}.`}`,
  );
  if (env["NODE_TLS_REJECT_UNAUTHORIZED"] === "0")
    yield warn(
      "NODE_TLS_REJECT_UNAUTHORIZED=0 is set.",
      "Unset it. The client verifies certificates anyway, but other code in the app does not.",
    );
  const proxy = env["https_proxy"] || env["HTTPS_PROXY"];
  if (proxy && !isLocal && !usesProxy()) {
    const advice = "Set NODE_USE_ENV_PROXY=1 if requests must go through the proxy.";
    yield warn("HTTPS_PROXY is set, but the client does not use it.", advice);
  }
}

/** Whether the client uses the proxy from the environment variables. */
export function usesProxy(): boolean {
  const env = environment();
  return env["NODE_USE_ENV_PROXY"] === "1" || /--use-env-proxy\b/.test(env["NODE_OPTIONS"] ?? "");
}
