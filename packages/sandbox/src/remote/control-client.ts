import type { RequestOptions } from "node:http";
import { invalidOption } from "@sendo/core/adapter";
import { http } from "../internal/node-http.js";
import { givenOnly } from "../internal/resolved.js";
import { SandboxError } from "../errors/sandbox-error.js";
import type { Operation } from "../operations/operation.js";

/** Address of a running sandbox's control API. */
export interface ControlAddress {
  /**
   * Control URL, such as `http://127.0.0.1:8444`. Use an in-process sandbox's `controlUrl`, or the environment
   * variable `SENDO_SANDBOX_CONTROL_URL`.
   */
  readonly controlUrl?: string | undefined;
  /**
   * Control token. Use an in-process sandbox's `controlToken`, or the environment variable
   * `SENDO_SANDBOX_CONTROL_TOKEN`.
   */
  readonly controlToken?: string | undefined;
  /**
   * The host in `controlUrl`. Required if that host is not local. The environment variable is `SENDO_SANDBOX_HOST`.
   */
  readonly sandboxHost?: string | undefined;
}

/** @internal Calls an operation for one tenant. */
export type ControlCaller = <Input, Output>(
  operation: Operation<Input, Output>,
  ...more: object extends Input
    ? [input?: NoInfer<Input>, signal?: AbortSignal]
    : [input: NoInfer<Input>, signal?: AbortSignal]
) => Promise<Output>;

/**
 * @internal Returns a function that calls a running sandbox's operations. Without a key, operations use the default
 * tenant.
 *
 * @throws A {@link SendoConfigError} with code `config_option_invalid` if the sandbox rejects an option's value.
 * @throws A {@link SandboxError} with the sandbox's own error code. The code is `control_failed` if the address or
 * token is missing, no sandbox is responding, or the response did not come from a sandbox.
 */
export function createControlCaller(address: ControlAddress, key?: string): ControlCaller {
  return async <Input, Output>(operation: Operation<Input, Output>, input?: Input, signal?: AbortSignal) =>
    (await callControl(address, operation as Operation, { ...input }, key, signal)) as Output;
}

async function callControl(
  address: ControlAddress,
  operation: Operation,
  input: Readonly<Record<string, unknown>>,
  key?: string,
  signal?: AbortSignal,
): Promise<unknown> {
  const { base, token } = readAddress(operation.isOpen ? { ...OPEN_ADDRESS, ...givenOnly(address) } : address);
  const headers = {
    "x-sandbox-token": token,
    "content-type": "application/json",
    ...(key !== undefined && { "x-sandbox-key": key }),
  };
  const { url, body } = toRequest(operation, input, base);
  const options = { method: operation.method, headers, agent: false, timeout: operation.timeoutMs(input), signal };
  const { httpStatus, json } = await request(url, options, body);
  const answer = parse(json) as { error?: unknown; code?: unknown } | undefined;
  if (httpStatus === 200 && answer !== undefined) return answer;
  if (typeof answer?.error !== "string")
    throw failed(`${base.origin} returned ${httpStatus}. Check that this is a sandbox's control URL.`);
  if (answer.code === "config_option_invalid") throw invalidOption(answer.error);
  throw SandboxError.isCode(answer.code) ? new SandboxError(answer.code, answer.error) : failed(answer.error);
}

// Without an address, operations that need no token use the sandbox's default port.
const OPEN_ADDRESS = { controlUrl: "http://127.0.0.1:8444", controlToken: "" };

/** @internal @throws A {@link SandboxError} with code `control_failed`. */
export function readAddress({ controlUrl, controlToken, sandboxHost }: ControlAddress): { base: URL; token: string } {
  if (controlUrl === undefined || controlToken === undefined) {
    throw failed(
      "The sandbox's address is missing. Set SENDO_SANDBOX_CONTROL_URL and SENDO_SANDBOX_CONTROL_TOKEN, or pass --control-url and " +
        "--control-token. A sandbox prints these variables when it starts. Commands also read them from a .env file.",
    );
  }
  const base = URL.canParse(controlUrl) ? new URL(controlUrl) : undefined;
  const isLocal = /^(?:(?:[\w-]+\.)*localhost|127(?:\.\d+){3}|\[::1\])$/.test(base?.hostname ?? "");
  if (base?.protocol !== "http:" || !(isLocal || base.hostname === sandboxHost?.toLowerCase())) {
    throw failed(
      "The control URL must be an http:// URL on localhost, such as http://127.0.0.1:8444, or on the host in SENDO_SANDBOX_HOST " +
        "(--sandbox-host).",
    );
  }
  return { base, token: controlToken };
}

/** Builds an operation's request. `id` goes into the path. The other fields go into the query string or the body. */
function toRequest(
  { method, path, input: shape }: Operation,
  input: Readonly<Record<string, unknown>>,
  base: URL,
): { url: URL; body: string | undefined } {
  const url = new URL(`/_sandbox/v1${path.replace("{id}", encodeURIComponent(String(input["id"])))}`, base);
  const body: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(input)) {
    if (value === undefined || (name === "id" && path.includes("{id}"))) continue;
    if (method === "GET")
      url.searchParams.set(name, value as string); // numbers are converted
    else if (shape[name]?.isBody === true) Object.assign(body, value);
    else body[name] = value;
  }
  return { url, body: method === "GET" ? undefined : JSON.stringify(body) };
}

function request(
  url: URL,
  options: RequestOptions,
  body: string | undefined,
): Promise<{ httpStatus: number; json: string }> {
  return new Promise((resolve, reject) => {
    const outgoing = http.request(url, options, (response) => {
      let json = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => (json += chunk));
      response.on("end", () => resolve({ httpStatus: response.statusCode ?? 0, json }));
      response.on("error", fail);
    });
    const fail = (error: NodeJS.ErrnoException): void => {
      if (options.signal?.aborted === true) reject(options.signal.reason as Error);
      else if (error.code === "ECONNREFUSED") reject(noSandboxAt(url.origin));
      else reject(error instanceof SandboxError ? error : failed(`${url.origin}: ${error.message}.`));
    };
    outgoing.on("timeout", () =>
      outgoing.destroy(failed(`${url.origin} did not respond within ${options.timeout} ms.`)),
    );
    outgoing.on("error", fail);
    outgoing.end(body);
  });
}

/** @internal Creates the error for an unreachable sandbox. */
export function noSandboxAt(origin: string): SandboxError {
  return failed(
    `No sandbox is responding at ${origin}. Start one (npx @sendo/sandbox) and use the variables that it prints. The address may be from an earlier run.`,
  );
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function failed(message: string): SandboxError {
  return new SandboxError("control_failed", message);
}
