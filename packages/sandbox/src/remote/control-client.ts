import type { RequestOptions } from "node:http";
import { invalidOption } from "@sendo/core/adapter";
import { http } from "../internal/node-http.js";
import { givenOnly } from "../internal/resolved.js";
import { SandboxError } from "../errors/sandbox-error.js";
import type { Operation } from "../operations/operation.js";

/** Where a running sandbox is controlled. */
export interface ControlAddress {
  /** Such as `http://127.0.0.1:8444`: `controlUrl` in process, `SENDO_SANDBOX_CONTROL_URL` in the environment. */
  readonly controlUrl?: string | undefined;
  /** `controlToken` in process, `SENDO_SANDBOX_CONTROL_TOKEN` in the environment. */
  readonly controlToken?: string | undefined;
  /** The host in `controlUrl` if it is not local: exactly that one. `SENDO_SANDBOX_HOST` in the environment. */
  readonly sandboxHost?: string | undefined;
}

/** @internal Calls an operation in the name of one tenant. The output is as our own server makes it. */
export type ControlCaller = <Input, Output>(
  operation: Operation<Input, Output>,
  ...more: object extends Input
    ? [input?: NoInfer<Input>, signal?: AbortSignal]
    : [input: NoInfer<Input>, signal?: AbortSignal]
) => Promise<Output>;

/**
 * @internal Calls operations of a running sandbox. Without a key they act on the default tenant.
 *
 * @throws A {@link SendoConfigError} `config_option_invalid`: the sandbox cannot use the value of an option.
 * @throws A {@link SandboxError} What the sandbox rejected, by its own code if it has one; `control_failed`: no address or
 * token, no sandbox there, or a response that no sandbox gives.
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
  const { httpStatus, text } = await request(url, options, body);
  const answer = parse(text) as { error?: unknown; code?: unknown } | undefined;
  if (httpStatus === 200 && answer !== undefined) return answer;
  if (typeof answer?.error !== "string") throw failed(`${base.origin} answered ${httpStatus}; is that a sandbox?`);
  if (answer.code === "config_option_invalid") throw invalidOption(answer.error);
  throw SandboxError.isCode(answer.code) ? new SandboxError(answer.code, answer.error) : failed(answer.error);
}

// What needs no token finds a sandbox on its usual port.
const OPEN_ADDRESS = { controlUrl: "http://127.0.0.1:8444", controlToken: "" };

/** @internal @throws A {@link SandboxError} `control_failed`. */
export function readAddress({ controlUrl, controlToken, sandboxHost }: ControlAddress): { base: URL; token: string } {
  if (controlUrl === undefined || controlToken === undefined) {
    throw failed(
      "Which sandbox? Set SENDO_SANDBOX_CONTROL_URL and SENDO_SANDBOX_CONTROL_TOKEN (a sandbox prints both when it starts; commands " +
        "find them in a .env file, too), or give --control-url and --control-token.",
    );
  }
  const base = URL.canParse(controlUrl) ? new URL(controlUrl) : undefined;
  const isLocal = /^(?:(?:[\w-]+\.)*localhost|127(?:\.\d+){3}|\[::1\])$/.test(base?.hostname ?? "");
  if (base?.protocol !== "http:" || !(isLocal || base.hostname === sandboxHost?.toLowerCase())) {
    throw failed(
      "The control address must be http:// on this machine, such as http://127.0.0.1:8444, or on the host that SENDO_SANDBOX_HOST " +
        "(--sandbox-host) names.",
    );
  }
  return { base, token: controlToken };
}

/** Puts an input where the operation's route has it: `id` into the path, the rest into the query or the body. */
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
      url.searchParams.set(name, value as string); // a number becomes one
    else if (shape[name]?.isBody === true) Object.assign(body, value);
    else body[name] = value;
  }
  return { url, body: method === "GET" ? undefined : JSON.stringify(body) };
}

function request(
  url: URL,
  options: RequestOptions,
  body: string | undefined,
): Promise<{ httpStatus: number; text: string }> {
  return new Promise((resolve, reject) => {
    const outgoing = http.request(url, options, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => (text += chunk));
      response.on("end", () => resolve({ httpStatus: response.statusCode ?? 0, text }));
      response.on("error", fail);
    });
    const fail = (error: NodeJS.ErrnoException): void => {
      if (options.signal?.aborted === true) reject(options.signal.reason as Error);
      else if (error.code === "ECONNREFUSED") reject(noSandboxAt(url.origin));
      else reject(error instanceof SandboxError ? error : failed(`${url.origin}: ${error.message}.`));
    };
    outgoing.on("timeout", () =>
      outgoing.destroy(failed(`${url.origin} did not answer within ${options.timeout} ms.`)),
    );
    outgoing.on("error", fail);
    outgoing.end(body);
  });
}

/** @internal Nothing listens where a sandbox was. */
export function noSandboxAt(origin: string): SandboxError {
  return failed(
    `No sandbox responds at ${origin}. Start one (npx @sendo/sandbox), and use the lines that it prints: the address may be of an earlier run.`,
  );
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function failed(message: string): SandboxError {
  return new SandboxError("control_failed", message);
}
