import https from "node:https";
import { optionalText, requiredText } from "../../api/fields.js";
import type { Tenant } from "../../tenant/tenant.js";
import { realTimer } from "../../time/clock.js";
import type { ControlCall, ControlRoute } from "../control-route.js";

/** What came of a send. Exactly one of `httpStatus` and `errorCode` is there. */
interface SendResult {
  readonly httpStatus?: number;
  /** Why there was no answer: a Node error code, or `TIMEOUT`. */
  readonly errorCode?: string;
  /** What the API answered, as text. */
  readonly answer?: string;
  /** Of the message, where the answer names it. */
  readonly id?: string;
}

const TIMEOUT_MS = 15_000;

/** Sends as an app does: over HTTPS, counted, logged, and with every fault that is on. */
export const SEND_ROUTES: readonly ControlRoute[] = [{ method: "POST", path: "/send", handler: sendAsApp }];

function sendAsApp({ tenant, fields, signal }: ControlCall): Promise<SendResult> {
  const from = optionalText(fields, "from");
  return post(
    tenant,
    JSON.stringify({
      campaign: optionalText(fields, "campaign") ?? tenant.campaign,
      to: requiredText(fields, "to"),
      body: requiredText(fields, "body"),
      ...(from !== undefined && { from }),
    }),
    signal,
  );
}

function post({ clientOptions }: Tenant, body: string, signal: AbortSignal): Promise<SendResult> {
  const { baseUrl, apiKey, ca } = clientOptions;
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
    return undefined; // a fault's page, or half an answer
  }
}
