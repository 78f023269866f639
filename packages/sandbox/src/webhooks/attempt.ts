import https from "node:https";
import { realNow, realTimer } from "../time/clock.js";
import { http } from "../internal/node-http.js";
import { findTarget, pinnedLookup } from "./target.js";

/** What became of one attempt. Exactly one of `httpStatus` and `errorCode` is there. */
export interface AttemptResult {
  readonly httpStatus?: number;
  readonly errorCode?: string;
  readonly latencyMs: number;
}

/** One attempt's request. */
export interface AttemptRequest {
  readonly url: string;
  readonly token: string;
  readonly body: string;
  readonly allowRemote: boolean;
  readonly timeoutMs: number;
  /** Certificate authorities for an https receiver, beside Node's own. */
  readonly ca: readonly string[] | undefined;
  /** Ends the attempt. */
  readonly signal: AbortSignal;
}

/** Posts an event once. Never rejects; redirects are answers like any other, and are not followed. */
export function attempt(request: AttemptRequest): Promise<AttemptResult> {
  const startedMs = realNow();
  const latencyMs = (): number => Math.round((realNow() - startedMs) * 10) / 10;
  // At every attempt: the URL can have been changed since.
  const target = findTarget(request.url, request.allowRemote);
  if ("code" in target) {
    const errorCode = target.code === "webhook_target_refused" ? "TARGET_REFUSED" : "URL_INVALID";
    return Promise.resolve({ errorCode, latencyMs: latencyMs() });
  }

  return new Promise((resolve) => {
    const body = Buffer.from(request.body);
    const outgoing = (target.url.protocol === "https:" ? https : http).request(target.url, {
      method: "POST",
      agent: false, // a connection of its own, closed with the answer: nothing to keep open
      headers: {
        "content-type": "application/json",
        "content-length": String(body.byteLength),
        "user-agent": "sendo-sandbox",
        "x-webhook-token": request.token,
      },
      ...(target.addresses !== undefined && { lookup: pinnedLookup(target.addresses) }),
      ...(request.ca !== undefined && target.url.protocol === "https:" && { ca: [...request.ca] }),
    });
    const settle = (result: Omit<AttemptResult, "latencyMs">): void => {
      timer.cancel();
      request.signal.removeEventListener("abort", onAbort);
      resolve({ ...result, latencyMs: latencyMs() });
    };
    const fail = (errorCode: string): void => {
      settle({ errorCode });
      outgoing.destroy();
    };
    const onAbort = (): void => fail("CLOSED");
    const timer = realTimer(() => fail("TIMEOUT"), request.timeoutMs);
    request.signal.addEventListener("abort", onAbort, { once: true });
    outgoing.on("error", (error: NodeJS.ErrnoException) => settle({ errorCode: error.code ?? "REQUEST_FAILED" }));
    outgoing.on("response", (response) => {
      settle({ httpStatus: response.statusCode ?? 0 });
      // The status is the whole answer. Cutting the rest off here would show as an error at a receiver that is still
      // writing, so a little is read; more than a little is not.
      let bytes = 0;
      response.on("error", () => {});
      response.on("data", (chunk: Buffer) => {
        bytes += chunk.byteLength;
        if (bytes > 64 * 1024) outgoing.destroy();
      });
      response.setTimeout(1000, () => outgoing.destroy());
    });
    outgoing.end(body);
    if (request.signal.aborted) onAbort();
  });
}
