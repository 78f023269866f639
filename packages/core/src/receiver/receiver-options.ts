import type { Clock } from "../internal/clock.js";
import type { SendoEvent } from "./events.js";
import type { SendoWebhookError } from "../errors/errors.js";
import type { SendoLogger } from "../observe/logger.js";
import type { DedupeStore } from "../stores/dedupe-store.js";
import { isSendoEventType, type SendoEventType, type UnknownSendoEvent } from "../api/event.js";
import { checkOptionNames, checkWholeNumber, invalidOption, type OptionNames } from "../errors/option-checks.js";
import type { WebhookTokens } from "./tokens.js";

/** Additional information for a webhook handler. */
export interface WebhookContext {
  /** Name of the token that the delivery contains. The name identifies the webhook. */
  readonly tokenName: string;
  /** When this delivery arrived. The event's own time is `event.timestamp`. */
  readonly receivedAt: Date;
}

/**
 * Handles one event. The receiver waits for the handler and for the promise or Observable that it returns. It responds with 200
 * on success, and with 500 if the handler fails. After a 500, Sendo delivers the event again.
 */
export type WebhookHandler<Event> = (event: Event, context: WebhookContext) => unknown;

/** One handler per event type. If an event has no handler, the receiver responds with 200 and drops the event. */
export type WebhookHandlers = { [Type in SendoEventType]?: WebhookHandler<SendoEvent<Type>> };

/** Details of a failed delivery, for {@link WebhookReceiverOptions.onError}. */
export interface WebhookFailure {
  /**
   * The original error, thrown by your handler, the dedupe store or the code that reads the body. `undefined` if nothing was
   * thrown. Unlike the `error` argument, the original error is not redacted and can contain secrets.
   */
  readonly originalError: unknown;
  /** The event, if the body could be read. The event contains phone numbers and message bodies. */
  readonly event: SendoEvent | UnknownSendoEvent | undefined;
  /** Name of the token that the delivery contains. */
  readonly tokenName: string;
}

/** Webhook receiver options. */
export interface WebhookReceiverOptions {
  /**
   * The tokens to accept: a string, a {@link Secret}, `{ name, token }`, or a list of these. Each webhook has its own token,
   * which Sendo calls `signature`. To rotate a token, accept both the old and the new token until deliveries no longer contain
   * the old token.
   *
   * @defaultValue the environment variable `SENDO_WEBHOOK_TOKEN`; separate several tokens with commas
   */
  tokens?: WebhookTokens | undefined;
  /**
   * Base URL of the API that delivers the events. Sandbox tokens, which begin with `sandbox_`, are accepted only for a local URL
   * or for the host in `SENDO_SANDBOX_HOST`.
   *
   * @defaultValue the environment variable `SENDO_BASE_URL`, or `https://api.sendo.dev` if the variable is not set
   */
  baseUrl?: string | undefined;
  /**
   * Handlers by event type. Each handler must be idempotent per message id, because Sendo does not document whether a retry
   * keeps `event.id`. An event can be handled again if a handler throws, or if the process ends before the event is recorded.
   * An event can also be handled again if the store loses the record, a lease expires, or the event contains nothing that
   * identifies it. While a handler is running, other deliveries of the same event get a 503.
   */
  on: WebhookHandlers;
  /**
   * Handles events whose type this version of the library does not know.
   *
   * @defaultValue none: the receiver responds with 200, because a retry would contain the same unknown event type
   */
  onUnknown?: WebhookHandler<UnknownSendoEvent> | undefined;
  /**
   * Called each time a delivery with a valid token fails. The code depends on what failed:
   *
   * - the body: `webhook_body_invalid` or `webhook_body_too_large`
   * - the handler: `webhook_handler_failed`
   * - the dedupe store: `webhook_dedupe_failed`
   *
   * `onError` is not called for a delivery with a wrong token, because anyone can send one. Such deliveries are only logged.
   * The receiver responds after `onError` has finished. If `onError` itself fails, its error is logged.
   *
   * @param error - The error, without secrets. Its `cause` contains only a class name and codes.
   * @param failure - The original error and the event.
   *
   * @defaultValue none
   */
  onError?: ((error: SendoWebhookError, failure: WebhookFailure) => unknown) | undefined;
  /**
   * Stores handled events. With `false`, each retry runs the handlers again. Use `false` if your handlers recognize duplicates
   * themselves, for example with a unique insert in their own transaction.
   *
   * @defaultValue `memoryDedupeStore()`, which stores handled events in this process's memory for two hours
   */
  dedupe?: DedupeStore | false | undefined;
  /**
   * Maximum size of a body, in bytes (1 or more). The limit applies only if the receiver reads the body itself. If a
   * body parser runs before the receiver, the parser's own limit applies.
   *
   * @defaultValue `262_144` (256 KiB), several times the size of the largest event that the documented limits allow
   */
  maxBodyBytes?: number | undefined;
  /**
   * Logger for failures and rejected deliveries. Rejections are logged at most once a minute for each reason, with the number
   * of repetitions. Log lines do not contain tokens, phone numbers, message bodies or addresses. The only exception is the
   * `err` field, which contains the full error thrown by your handler.
   *
   * @defaultValue none: nothing is logged
   */
  logger?: SendoLogger | undefined;
  /** The clock. @defaultValue the system clock */
  clock?: Clock | undefined;
}

/** @internal */
export const OPTION_NAMES: OptionNames<WebhookReceiverOptions> = {
  tokens: true,
  baseUrl: true,
  on: true,
  onUnknown: true,
  onError: true,
  dedupe: true,
  maxBodyBytes: true,
  logger: true,
  clock: true,
};

/** @internal @throws A {@link SendoConfigError} with code `config_option_invalid`. */
export function checkReceiverOptions(options: WebhookReceiverOptions, maxBodyBytes: number): void {
  checkOptionNames("createWebhookReceiver", options, OPTION_NAMES);
  const { on, onUnknown, onError, dedupe, baseUrl } = options;
  if (baseUrl !== undefined && typeof baseUrl !== "string")
    throw invalidOption("The `baseUrl` option of createWebhookReceiver must be a string.");
  if (typeof on !== "object" || on === null || Array.isArray(on))
    throw invalidOption(
      "The `on` option of createWebhookReceiver must be an object that maps event types to handlers.",
    );
  for (const [type, handler] of Object.entries(on)) {
    if (!isSendoEventType(type)) {
      throw invalidOption(
        "The `on` option of createWebhookReceiver has a handler for an unknown type. The known types are message.incoming, message.status " +
          "and recipient.optout. For any other type, use `onUnknown`.",
      );
    }
    if (!isOptionalFunction(handler))
      throw invalidOption("Each handler in the `on` option of createWebhookReceiver must be a function.");
  }
  if (!isOptionalFunction(onUnknown))
    throw invalidOption("The `onUnknown` option of createWebhookReceiver must be a function.");
  if (!isOptionalFunction(onError))
    throw invalidOption("The `onError` option of createWebhookReceiver must be a function.");
  if (dedupe !== undefined && dedupe !== false && typeof dedupe?.claim !== "function") {
    throw invalidOption(
      "The `dedupe` option of createWebhookReceiver must be a DedupeStore, such as memoryDedupeStore(), or false.",
    );
  }
  checkWholeNumber("createWebhookReceiver", "maxBodyBytes", maxBodyBytes, { min: 1 });
}

function isOptionalFunction(value: unknown): boolean {
  return value === undefined || typeof value === "function";
}
