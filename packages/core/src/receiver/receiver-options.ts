import type { Clock } from "../internal/clock.js";
import type { SendoEvent } from "./events.js";
import type { SendoWebhookError } from "../errors/errors.js";
import type { SendoLogger } from "../observe/logger.js";
import type { DedupeStore } from "../stores/dedupe-store.js";
import { isSendoEventType, type SendoEventType, type UnknownSendoEvent } from "../api/event.js";
import { checkOptionNames, checkWholeNumber, invalidOption, type OptionNames } from "../errors/option-checks.js";
import type { WebhookTokens } from "./tokens.js";

/** What a handler is told beside the event. */
export interface WebhookContext {
  /** Name of the token that the delivery carried, and so which webhook it came from. */
  readonly tokenName: string;
  /** When this delivery arrived here. The event's own time is `event.timestamp`. */
  readonly receivedAt: Date;
}

/**
 * Handles one event. The reply waits for it, and for the promise or Observable that it returns: 200 when that has finished, and 500
 * when the handler throws or that fails. After a 500, Sendo delivers the event again.
 */
export type WebhookHandler<Event> = (event: Event, context: WebhookContext) => unknown;

/** One handler for each event type; a type without one is answered 200 and dropped. */
export type WebhookHandlers = { [Type in SendoEventType]?: WebhookHandler<SendoEvent<Type>> };

/** What went wrong with a delivery, for {@link WebhookReceiverOptions.onError}. */
export interface WebhookFailure {
  /**
   * What was thrown, as it was: by your handler, by the dedupe store or by the reader of the body. `undefined` where nothing
   * was. Unlike the error beside it, it can hold anything.
   */
  readonly originalError: unknown;
  /** The event, where the body could be read. It contains phone numbers and message bodies. */
  readonly event: SendoEvent | UnknownSendoEvent | undefined;
  /** Name of the token that the delivery carried. */
  readonly tokenName: string;
}

/** How webhooks are received. */
export interface WebhookReceiverOptions {
  /**
   * The tokens to accept: a string, a {@link Secret}, `{ name, token }`, or a list of these. Each webhook has its own token,
   * shown as its `signature`. To rotate, accept the old one and the new one until no delivery carries the old one.
   *
   * @defaultValue the environment variable `SENDO_WEBHOOK_TOKEN`; several are separated by commas
   */
  tokens?: WebhookTokens | undefined;
  /**
   * The address of the API that delivers. It decides one thing: tokens of the sandbox, which begin with `sandbox_`, are accepted for a
   * local address only.
   *
   * @defaultValue the environment variable `SENDO_BASE_URL`, else Sendo's own address
   */
  baseUrl?: string | undefined;
  /**
   * What to do with each type of event. Handlers must be idempotent by the message's id, since whether a retry keeps `event.id`
   * is not documented. An event is handled again when a handler
   * throws, when the process ends between the handler's last effect and the record of it, when the store forgets,
   * fails to record, or lets a lease end while its holder still works, and when an event has nothing to be
   * recognised by. One that never settles keeps its event: deliveries of it are answered 503.
   */
  on: WebhookHandlers;
  /**
   * Handles events of a type that this version does not know.
   *
   * @defaultValue nothing: they are answered 200, since delivering them again would not teach us the type
   */
  onUnknown?: WebhookHandler<UnknownSendoEvent> | undefined;
  /**
   * Told of every failure behind a right token: a body that cannot be read (`webhook_body_invalid`, `webhook_body_too_large`),
   * a handler that threw (`webhook_handler_failed`), a dedupe store that failed (`webhook_dedupe_failed`). Deliveries with a
   * wrong token only reach the logger: anybody can cause them. The reply waits for it; what it throws is logged.
   *
   * @param error - What happened, with nothing secret in it: `cause` holds no more than a class name and codes.
   * @param failure - The original error and the event.
   *
   * @defaultValue none
   */
  onError?: ((error: SendoWebhookError, failure: WebhookFailure) => unknown) | undefined;
  /**
   * Where handled events are remembered. `false`: nowhere, so that each repetition runs the handlers again; right where they
   * do this better, such as by a unique insert in their own transaction.
   *
   * @defaultValue `memoryDedupeStore()`: two hours, in this process only
   */
  dedupe?: DedupeStore | false | undefined;
  /**
   * Largest body to read, in bytes (1 or more). It counts where the receiver reads the body itself; a parser in front has a
   * limit of its own.
   *
   * @defaultValue `262_144` (256 KiB): several times the largest event that the documented limits allow
   */
  maxBodyBytes?: number | undefined;
  /**
   * Where lines about rejected deliveries (at most one a minute for each reason, with a count) and failures go. They contain no
   * token, phone number, message body or address, except what your handler threw: its line contains that whole, as `err`.
   *
   * @defaultValue none: nothing is logged
   */
  logger?: SendoLogger | undefined;
  /** Where time comes from. @defaultValue the machine's clock */
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

/** @internal @throws A {@link SendoConfigError} `config_option_invalid`: an option that would do nothing, or worse. */
export function checkReceiverOptions(options: WebhookReceiverOptions, maxBodyBytes: number): void {
  checkOptionNames("createWebhookReceiver", options, OPTION_NAMES);
  const { on, onUnknown, onError, dedupe, baseUrl } = options;
  if (baseUrl !== undefined && typeof baseUrl !== "string")
    throw invalidOption("The option `baseUrl` of createWebhookReceiver must be a string.");
  if (typeof on !== "object" || on === null || Array.isArray(on))
    throw invalidOption("The option `on` of createWebhookReceiver must be an object of handlers.");
  for (const [type, handler] of Object.entries(on)) {
    if (!isSendoEventType(type)) {
      throw invalidOption(
        "The option `on` of createWebhookReceiver has a handler for a type that is not message.incoming, message.status or recipient.optout. " +
          "Types that Sendo has added since are handled by `onUnknown`.",
      );
    }
    if (!isOptionalFunction(handler))
      throw invalidOption("Each handler in the option `on` of createWebhookReceiver must be a function.");
  }
  if (!isOptionalFunction(onUnknown))
    throw invalidOption("The option `onUnknown` of createWebhookReceiver must be a function.");
  if (!isOptionalFunction(onError))
    throw invalidOption("The option `onError` of createWebhookReceiver must be a function.");
  if (dedupe !== undefined && dedupe !== false && typeof dedupe?.claim !== "function") {
    throw invalidOption(
      "The option `dedupe` of createWebhookReceiver must be a DedupeStore, such as memoryDedupeStore(), or false.",
    );
  }
  checkWholeNumber("createWebhookReceiver", "maxBodyBytes", maxBodyBytes, { min: 1 });
}

function isOptionalFunction(value: unknown): boolean {
  return value === undefined || typeof value === "function";
}
