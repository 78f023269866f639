import { invalidOption } from "@sendo/core/adapter";
import { http } from "../internal/node-http.js";
import { SandboxError } from "../errors/sandbox-error.js";

/** Where a running sandbox is controlled. */
export interface ControlAddress {
  /** Such as `http://127.0.0.1:8444`: `controlUrl` in process, `SENDO_SANDBOX_CONTROL_URL` in the environment. */
  readonly controlUrl?: string | undefined;
  /** `controlToken` in process, `SENDO_SANDBOX_CONTROL_TOKEN` in the environment. */
  readonly controlToken?: string | undefined;
}

/** @internal One question to the control API. */
export interface ControlRequest {
  readonly method: "GET" | "POST";
  /** Below `/_sandbox/v1`. */
  readonly path: string;
  readonly body?: object;
  /** API key of the tenant that is meant. @defaultValue the default one's */
  readonly key?: string;
  /** Real time until the answer has to be there. @defaultValue `30_000` */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

/**
 * @internal Asks a running sandbox.
 *
 * @throws A {@link SendoConfigError} `config_option_invalid`: the sandbox cannot use the value of an option.
 * @throws A {@link SandboxError} What the sandbox refused, by its own code where it has one; `control_failed`: no address or
 * token, nobody there, an answer that no sandbox gives.
 */
export async function callControl(address: ControlAddress, question: ControlRequest): Promise<unknown> {
  const { base, token } = readAddress(address);
  const { httpStatus, text } = await request(new URL(`/_sandbox/v1${question.path}`, base), token, question);
  const answer = parse(text) as { error?: unknown; code?: unknown } | undefined;
  if (httpStatus === 200 && answer !== undefined) return answer;
  if (typeof answer?.error !== "string") throw failed(`${base.origin} answered ${httpStatus}; is that a sandbox?`);
  if (answer.code === "config_option_invalid") throw invalidOption(answer.error);
  throw SandboxError.isCode(answer.code) ? new SandboxError(answer.code, answer.error) : failed(answer.error);
}

/** @internal @throws A {@link SandboxError} `control_failed`. */
export function readAddress({ controlUrl, controlToken }: ControlAddress): { base: URL; token: string } {
  if (controlUrl === undefined || controlToken === undefined) {
    throw failed(
      "Which sandbox? Set SENDO_SANDBOX_CONTROL_URL and SENDO_SANDBOX_CONTROL_TOKEN (a sandbox prints both when it starts; commands " +
        "find them in a .env file, too), or give --control-url and --control-token.",
    );
  }
  const base = URL.canParse(controlUrl) ? new URL(controlUrl) : undefined;
  if (base?.protocol !== "http:" || !/^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(base.hostname)) {
    throw failed("The control address must be http:// on this machine, such as http://127.0.0.1:8444.");
  }
  return { base, token: controlToken };
}

function request(
  url: URL,
  token: string,
  { method, body, key, timeoutMs = 30_000, signal }: ControlRequest,
): Promise<{ httpStatus: number; text: string }> {
  return new Promise((resolve, reject) => {
    const headers = {
      "x-sandbox-token": token,
      "content-type": "application/json",
      ...(key !== undefined && { "x-sandbox-key": key }),
    };
    const outgoing = http.request(url, { method, headers, agent: false, timeout: timeoutMs, signal }, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => (text += chunk));
      response.on("end", () => resolve({ httpStatus: response.statusCode ?? 0, text }));
      response.on("error", fail);
    });
    const fail = (error: NodeJS.ErrnoException): void => {
      if (signal?.aborted === true) reject(signal.reason as Error);
      else if (error.code === "ECONNREFUSED") reject(noSandboxAt(url.origin));
      else reject(error instanceof SandboxError ? error : failed(`${url.origin}: ${error.message}.`));
    };
    outgoing.on("timeout", () => outgoing.destroy(failed(`${url.origin} did not answer within ${timeoutMs} ms.`)));
    outgoing.on("error", fail);
    outgoing.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

/** @internal Nobody listens where a sandbox was. */
export function noSandboxAt(origin: string): SandboxError {
  return failed(
    `No sandbox answers at ${origin}. Start one (npx @sendo/sandbox), and take the lines that it prints: an address kept in .env may be of an earlier run.`,
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
