import https from "node:https";
import { realNow, realTimer } from "../time/clock.js";
import { http } from "../internal/node-http.js";
import { findTarget, pinnedLookup } from "./target.js";

/** An attempt's result. It has either `httpStatus` or `errorCode`. */
export interface AttemptResult {
  readonly httpStatus?: number;
  readonly errorCode?: string;
  /** The beginning of the response body. */
  readonly answer?: string;
  readonly latencyMs: number;
}

const ANSWER_KEPT_BYTES = 2048;
// The sandbox reads more of a response than it stores. If the sandbox disconnected early, the receiver would report an error.
const ANSWER_READ_BYTES = 64 * 1024;

/** The HTTP request that an attempt makes. */
export interface AttemptRequest {
  readonly url: string;
  readonly token: string;
  readonly body: string;
  readonly allowRemote: boolean;
  readonly timeoutMs: number;
  /** Certificate authorities for an https receiver, in addition to Node's own. */
  readonly ca: readonly string[] | undefined;
  /** Aborts the attempt. */
  readonly signal: AbortSignal;
}

/** Posts an event once. Never rejects, and does not follow redirects. */
export function attempt(request: AttemptRequest): Promise<AttemptResult> {
  const startedMs = realNow();
  const latencyMs = (): number => Math.round((realNow() - startedMs) * 10) / 10;
  // Every attempt checks the URL, because it might have changed since the previous attempt.
  const target = findTarget(request.url, request.allowRemote);
  if ("code" in target) {
    const errorCode = target.code === "webhook_target_refused" ? "TARGET_REFUSED" : "URL_INVALID";
    return Promise.resolve({ errorCode, latencyMs: latencyMs() });
  }

  return new Promise((resolve) => {
    const body = Buffer.from(request.body);
    const outgoing = (target.url.protocol === "https:" ? https : http).request(target.url, {
      method: "POST",
      agent: false, // opens a new connection and closes it after the response
      headers: {
        "content-type": "application/json",
        "content-length": String(body.byteLength),
        "user-agent": "sendo-sandbox",
        "x-webhook-token": request.token,
      },
      ...(target.addresses !== undefined && { lookup: pinnedLookup(target.addresses) }),
      ...(request.ca !== undefined && target.url.protocol === "https:" && { ca: [...request.ca] }),
    });
    const settle = (result: Partial<AttemptResult>): void => {
      timer.cancel();
      request.signal.removeEventListener("abort", onAbort);
      resolve({ latencyMs: latencyMs(), ...result });
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
      // The status determines the attempt's result. The body is only displayed, so the sandbox stops reading it after
      // one second.
      const head = { httpStatus: response.statusCode ?? 0, latencyMs: latencyMs() };
      const chunks: Buffer[] = [];
      let bytes = 0;
      const done = (): void => {
        late.cancel();
        const kept = Buffer.concat(chunks).subarray(0, ANSWER_KEPT_BYTES);
        // With `stream`, the decoder omits an incomplete character at the end.
        const answer = new TextDecoder().decode(kept, { stream: bytes > ANSWER_KEPT_BYTES });
        settle({ ...head, ...(answer !== "" && { answer }) });
      };
      response.on("error", done);
      response.on("close", done);
      response.on("data", (chunk: Buffer) => {
        bytes += chunk.byteLength;
        if (bytes - chunk.byteLength < ANSWER_KEPT_BYTES) chunks.push(chunk);
        if (bytes >= ANSWER_KEPT_BYTES) done();
        if (bytes > ANSWER_READ_BYTES) outgoing.destroy();
      });
      const late = realTimer(done, 1000);
      response.setTimeout(1000, () => outgoing.destroy());
    });
    outgoing.end(body);
    if (request.signal.aborted) onAbort();
  });
}
