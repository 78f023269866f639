import https from "node:https";
import type { SendResult } from "../operations/operation.js";
import type { SandboxClientOptions } from "../tenant/tenant.js";
import { realTimer } from "../time/clock.js";

const TIMEOUT_MS = 15_000;

/** @internal Posts a body to the API over HTTPS, as a tenant's app does. */
export function sendAsApp(
  { baseUrl, apiKey, ca }: SandboxClientOptions,
  content: object,
  signal: AbortSignal,
): Promise<SendResult> {
  const body = JSON.stringify(content);
  return new Promise((resolve) => {
    const request = https.request(new URL("/v1/message/send", baseUrl), {
      method: "POST",
      ca,
      agent: false,
      signal,
      headers: {
        authorization: `Bearer ${apiKey}`,
        "content-type": "application/json",
        "content-length": String(Buffer.byteLength(body)),
      },
    });
    const settle = (result: SendResult): void => {
      timer.cancel();
      resolve(result);
    };
    const fail = (error: NodeJS.ErrnoException): void => settle({ errorCode: error.code ?? "REQUEST_FAILED" });
    const timer = realTimer(() => {
      settle({ errorCode: "TIMEOUT" });
      request.destroy();
    }, TIMEOUT_MS);
    request.on("error", fail);
    request.on("response", (response) => {
      let answer = "";
      response.setEncoding("utf8");
      response.on("error", fail);
      response.on("data", (chunk: string) => (answer += chunk));
      response.on("end", () => {
        const id = idIn(answer);
        settle({ httpStatus: response.statusCode ?? 0, answer, ...(id !== undefined && { id }) });
      });
    });
    request.end(body);
  });
}

function idIn(answer: string): string | undefined {
  try {
    const { id } = JSON.parse(answer) as { id?: unknown };
    return typeof id === "string" ? id : undefined;
  } catch {
    return undefined; // a gateway's HTML page, or a truncated response
  }
}
