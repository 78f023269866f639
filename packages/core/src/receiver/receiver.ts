import { builtin } from "../http/builtin.js";
import { channel } from "node:diagnostics_channel";
import type { HttpReply, HttpRequestLike } from "../http/http.js";
import { systemClock } from "../internal/clock.js";
import { environment } from "../internal/environment.js";
import { SendoWebhookError, toCause, type SendoErrorCode } from "../errors/errors.js";
import { guardedLogger, silentLogger, type SendoLogger } from "../observe/logger.js";
import { redactText } from "../errors/redact.js";
import type { DedupeStore } from "../stores/dedupe-store.js";
import { claimDelivery, type DeliveryClaim } from "./delivery-claim.js";
import { eventKeys } from "./event-keys.js";
import { isSendoEventType, type UnknownSendoEvent } from "../api/event.js";
import type { SendoEvent } from "./events.js";
import { memoryDedupeStore } from "../stores/memory-dedupe-store.js";
import { createThrottledLog } from "../observe/throttled-log.js";
import { handlerComesLater, handlerDone } from "./handler-protocol.js";
import { readEventBody } from "./read-event-body.js";
import { checkReceiverOptions, type WebhookContext, type WebhookReceiverOptions } from "./receiver-options.js";
import { REPLIES } from "./replies.js";
import { toEvent } from "./to-event.js";
import { createTokenCheck, resolveWebhookTokens } from "./tokens.js";
import { fromWebRequest, toWebResponse } from "../http/web-request.js";

/** One delivery, built from a framework's request. */
export interface WebhookDelivery extends Omit<HttpRequestLike, "headers"> {
  /**
   * Node's headers object or a web `Headers` object. In Node's headers object, the values of a repeated header are either an
   * array or one comma-separated string.
   */
  readonly headers: HttpRequestLike["headers"] | Headers;
}

/** Receives webhook deliveries. To create a receiver, call {@link createWebhookReceiver}. */
export interface WebhookReceiver {
  /**
   * Handles one delivery and returns the response to send. It never rejects: a failure results in a response, an `onError` call
   * and a log line. The token is checked before the body is read.
   *
   * Use it instead of `fetch` if the body of a web `Request` has already been read.
   *
   * @example
   * ```ts
   * const body = await request.json(); // already read by a middleware
   * const reply = await receiver.receive({ method: request.method, headers: request.headers, body });
   * ```
   */
  receive(request: WebhookDelivery): Promise<HttpReply>;
  /**
   * Handles a web-standard `Request`. The body is read as a stream after the token has been checked. At most `maxBodyBytes`
   * are read. The function is bound to the receiver, so you can pass it without wrapping it.
   *
   * @example
   * ```ts
   * export const POST = receiver.fetch; // in Next.js, wrap it in `lazy`: `next build` has no environment variables
   * ```
   */
  readonly fetch: (request: Request) => Promise<Response>;
}

type Rejection = Extract<SendoErrorCode, `webhook_${string}`>;

const DEFAULT_MAX_BODY_BYTES = 256 * 1024;
const rejections = channel("sendo:webhook-rejected");

/**
 * Creates a webhook receiver. Sendo does not sign deliveries. The only evidence that a delivery is from Sendo is the token in
 * `X-Webhook-Token`, and anyone who knows the token can forge events. Keep the token out of URLs and logs, and use HTTPS.
 * Retrieve a message again before you take any action that involves money.
 *
 * | delivery | response |
 *
 * Sendo can deliver an event more than once. Deliveries can also be concurrent or out of order. See
 * {@link WebhookReceiverOptions.on} and {@link statusAdvances}. For each rejected delivery, `node:diagnostics_channel`
 * publishes `{ code, httpStatus }` on `sendo:webhook-rejected`.
 *
 * @throws A {@link SendoConfigError} with code `config_webhook_token_missing`, `config_webhook_token_invalid`,
 * `config_webhook_token_sandbox` or `config_option_invalid`. The error never contains a token.
 *
 * @example
 * ```ts
 * const receiver = createWebhookReceiver({
 *   on: {
 *     "message.incoming": async (event) => saveReply(event.message.id, event.message),
 *     "message.status": async ({ message }) => {
 *       if (message?.id) await saveStatus(message.id, message.status);
 *     },
 *   },
 * });
 * const reply = await receiver.receive({ method: req.method, headers: req.headers, body: req.body });
 * ```
 */
export function createWebhookReceiver(options: WebhookReceiverOptions): WebhookReceiver {
  const { on, onUnknown, onError, clock = systemClock, maxBodyBytes = DEFAULT_MAX_BODY_BYTES } = options;
  checkReceiverOptions(options, maxBodyBytes);
  const { SENDO_WEBHOOK_TOKEN, SENDO_BASE_URL, SENDO_SANDBOX_HOST } = environment();
  const baseUrl = options.baseUrl ?? SENDO_BASE_URL;
  const tokens = resolveWebhookTokens(options.tokens, SENDO_WEBHOOK_TOKEN, baseUrl, SENDO_SANDBOX_HOST);
  const readToken = createTokenCheck(tokens);
  const store = options.dedupe === false ? undefined : (options.dedupe ?? memoryDedupeStore({ clock }));
  const logger = guardedLogger(options.logger ?? silentLogger);
  const warnOncePerMinute = createThrottledLog(logger, clock);
  // Owner ids must differ between processes, so they must not come from a seeded random number generator.
  const ownerPrefix = builtin("node:crypto").randomUUID();
  let deliveries = 0;

  /** Reports that a delivery with a valid token failed. */
  async function fail(
    code: Rejection,
    failure: { cause?: unknown; event?: SendoEvent | UnknownSendoEvent; tokenName: string; message?: string },
    log: SendoLogger,
  ): Promise<void> {
    const error = new SendoWebhookError({ code, cause: failure.cause, message: failure.message });
    const { event, tokenName, cause: originalError } = failure;
    const fields = {
      code,
      tokenName,
      ...(event && describe(event)),
      // The app's own error is logged in full, because debugging requires its message and stack. `err` is pino's name for this
      // field.
      ...(code === "webhook_handler_failed"
        ? { err: originalError }
        : error.cause !== undefined && { cause: error.cause }),
    };
    // Anyone who knows the token can send invalid bodies, so log lines about invalid bodies are throttled.
    if (code === "webhook_body_invalid" || code === "webhook_body_too_large") rejected(code, tokenName);
    else log.error(fields, error.message);
    try {
      await onError?.(error, { originalError, event, tokenName });
    } catch {
      log.error({ code }, "The webhook option `onError` threw.");
    }
  }

  function rejected(code: Rejection, tokenName?: string): void {
    const { httpStatus } = rejectionReply(code);
    warnOncePerMinute(
      code,
      { code, httpStatus, ...(tokenName !== undefined && { tokenName }) },
      REJECTION_MESSAGES[code]!,
    );
    if (rejections.hasSubscribers) rejections.publish({ code, httpStatus });
  }

  async function handle(request: WebhookDelivery, log: SendoLogger): Promise<HttpReply> {
    const receivedAt = new Date(clock.epochMs());
    if (request.method.toUpperCase() !== "POST") {
      rejected("webhook_method_invalid");
      return REPLIES.methodNotAllowed;
    }
    const token = readToken(request.headers);
    if ("rejected" in token) {
      rejected(token.rejected);
      return REPLIES.unauthorized;
    }
    const { tokenName } = token;
    const body = await readEventBody(request, maxBodyBytes);
    if ("rejected" in body) {
      await fail(body.rejected, { cause: body.cause, tokenName }, log);
      return rejectionReply(body.rejected);
    }
    const { event, mismatches } = toEvent(body.value);
    if (mismatches.length > 0) {
      warnOncePerMinute(`mismatch ${event.type}`, { ...describe(event), fields: mismatches }, MISMATCH_MESSAGE);
    }
    const handler = handlerFor(event);
    if (handler === undefined) {
      log.debug(describe(event), "A webhook event has no handler. The receiver returned 200 and dropped the event.");
      return REPLIES.ok;
    }
    if (handler === handlerComesLater) {
      warnOncePerMinute(`later ${event.type}`, describe(event), LATER_MESSAGE);
      return REPLIES.unavailable;
    }
    return dispatch(handler, event, { tokenName, receivedAt }, log);
  }

  function handlerFor(event: SendoEvent | UnknownSendoEvent): Handler | undefined {
    return (isSendoEventType(event.type) ? on[event.type] : onUnknown) as Handler | undefined;
  }

  /** Runs the handler, unless the store shows that the event has already been handled or is being handled. */
  async function dispatch(
    handler: Handler,
    event: SendoEvent | UnknownSendoEvent,
    context: WebhookContext,
    log: SendoLogger,
  ): Promise<HttpReply> {
    const { tokenName } = context;
    const tell = (code: Rejection, { cause }: Thrown, message?: string): Promise<void> =>
      fail(code, { cause, event, tokenName, ...(message !== undefined && { message }) }, log);

    let claim: DeliveryClaim | "busy" | "done" | undefined;
    try {
      claim = store && (await claimEvent(store, event, log));
    } catch (cause) {
      await tell(DEDUPE, { cause });
      return REPLIES.unavailable;
    }
    if (claim === "done") return REPLIES.ok;
    if (claim === "busy") return REPLIES.busy;

    const thrown = await caught(() => handlerDone(handler(event, context)));
    // The event is recorded, or its claim is released, before `onError` is called. Otherwise, a slow `onError` would block other
    // deliveries of the event.
    const unsettled = await caught(() => (thrown === undefined ? claim?.done() : claim?.release()));
    if (thrown !== undefined) await tell("webhook_handler_failed", thrown);
    if (unsettled !== undefined) await tell(DEDUPE, unsettled, thrown ? NOT_RELEASED_MESSAGE : NOT_RECORDED_MESSAGE);
    // If the handler succeeded, the response is 200 even if the event could not be recorded. A 503 would make Sendo redeliver
    // an event that has already been handled.
    return thrown === undefined ? REPLIES.ok : REPLIES.failed;
  }

  function claimEvent(
    from: DedupeStore,
    event: SendoEvent | UnknownSendoEvent,
    log: SendoLogger,
  ): Promise<DeliveryClaim | "busy" | "done"> {
    const onLeaseTrouble = (cause: unknown): void =>
      log.warn(
        { ...describe(event), ...(cause !== undefined && { cause: toCause(cause) }) },
        "A webhook event's lease could not be extended while its handler was running. The handler might also run for another delivery of the same event.",
      );
    const owner = `${ownerPrefix}:${(deliveries += 1)}`;
    return claimDelivery({ store: from, keys: eventKeys(event), owner, clock, onLeaseTrouble });
  }

  const receive = async (request: WebhookDelivery): Promise<HttpReply> => {
    try {
      return await handle(request, request.logger === undefined ? logger : guardedLogger(request.logger));
    } catch {
      // Either the request object is malformed, or the receiver has a bug. The response must not indicate success.
      logger.error({}, "A webhook delivery failed unexpectedly.");
      return REPLIES.failed;
    }
  };
  const fetch = async (request: Request): Promise<Response> => toWebResponse(await receive(fromWebRequest(request)));
  return { receive, fetch };
}

type Handler = (event: SendoEvent | UnknownSendoEvent, context: WebhookContext) => unknown;

const DEDUPE = "webhook_dedupe_failed";
const NOT_RECORDED_MESSAGE =
  "A webhook event was handled, but the dedupe store failed to record it. The event might be handled again.";
const NOT_RELEASED_MESSAGE =
  "A webhook handler threw, and the dedupe store failed to release the event. Until the event's lease ends, its deliveries receive a 503 response.";
const MISMATCH_MESSAGE =
  "Some fields of a webhook event have an unexpected format. The event was passed to the handler unchanged.";
const LATER_MESSAGE =
  "The receiver returned 503 for a webhook event, because the event's handler had not been loaded yet. Sendo will deliver the event again.";
const REJECTION_MESSAGES: Partial<Record<Rejection, string>> = {
  webhook_method_invalid: "Rejected a webhook delivery that is not a POST request.",
  webhook_token_missing: "Rejected a webhook delivery without an X-Webhook-Token header.",
  webhook_token_invalid:
    "Rejected a webhook delivery with a wrong or repeated X-Webhook-Token header. If it came from Sendo, compare the " +
    "configured tokens with the webhook's `signature`.",
  webhook_body_too_large: "Rejected a webhook delivery that is larger than `maxBodyBytes`.",
  webhook_body_invalid:
    "Rejected a webhook delivery that is not a JSON event. If it came from Sendo, other middleware may already have " +
    "consumed the body.",
};

function rejectionReply(code: Rejection): HttpReply {
  if (code === "webhook_method_invalid") return REPLIES.methodNotAllowed;
  if (code === "webhook_body_too_large") return REPLIES.tooLarge;
  return code === "webhook_body_invalid" ? REPLIES.invalidBody : REPLIES.unauthorized;
}

interface Thrown {
  readonly cause: unknown;
}

/** Returns the thrown value in an object, because `undefined` can be thrown. */
async function caught(run: () => unknown): Promise<Thrown | undefined> {
  try {
    await run();
    return undefined;
  } catch (cause) {
    return { cause };
  }
}

/** The event's type and id, made safe for a log line. */
function describe(event: SendoEvent | UnknownSendoEvent): Record<string, unknown> {
  const eventId = typeof event.id === "string" ? redactText(event.id, [], 64) : undefined;
  return { eventType: redactText(event.type, [], 64), ...(eventId !== undefined && { eventId }) };
}
