import http from "node:http";

/** Where a running sandbox is controlled. */
export interface ControlAddress {
  readonly controlUrl?: string;
  readonly controlToken?: string;
}

/** The part of `/info` that the commands use. */
export interface ControlInfo {
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Asks a running sandbox.
 *
 * @throws Error with a message for the terminal: no address or token, nobody there, or what the sandbox refused.
 */
export async function callControl(
  { controlUrl, controlToken }: ControlAddress,
  method: "GET" | "POST",
  path: string,
  body?: object,
): Promise<unknown> {
  if (controlUrl === undefined || controlToken === undefined) {
    throw new Error(
      "Which sandbox? Set SENDO_SANDBOX_CONTROL_URL and SENDO_SANDBOX_CONTROL_TOKEN (a sandbox prints both when it starts), " +
        "or give --control-url and --control-token.",
    );
  }
  const base = URL.canParse(controlUrl) ? new URL(controlUrl) : undefined;
  if (base?.protocol !== "http:" || !/^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(base.hostname)) {
    throw new Error("The control address must be http:// on this machine, such as http://127.0.0.1:8444.");
  }
  const { httpStatus, text } = await request(new URL(`/_sandbox/v1${path}`, base), method, controlToken, body);
  const answer = parse(text);
  if (httpStatus === 200 && answer !== undefined) return answer;
  const error = (answer as { error?: unknown } | undefined)?.error;
  throw new Error(typeof error === "string" ? error : `${base.origin} answered ${httpStatus}; is that a sandbox?`);
}

function request(
  url: URL,
  method: string,
  token: string,
  body?: object,
): Promise<{ httpStatus: number; text: string }> {
  return new Promise((resolve, reject) => {
    const headers = { "x-sandbox-token": token, "content-type": "application/json" };
    const outgoing = http.request(url, { method, headers, agent: false, timeout: 10_000 }, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => (text += chunk));
      response.on("end", () => resolve({ httpStatus: response.statusCode ?? 0, text }));
      response.on("error", reject);
    });
    outgoing.on("timeout", () => outgoing.destroy(new Error(`${url.origin} did not answer.`)));
    outgoing.on("error", (error: NodeJS.ErrnoException) =>
      reject(error.code === "ECONNREFUSED" ? new Error(`No sandbox answers at ${url.origin}. Is it running?`) : error),
    );
    outgoing.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
