import { randomUUID } from "node:crypto";
import type { SendoEventType } from "../api/event.js";
import { checkOptionNames, unusableOption, type OptionNames } from "../errors/option-checks.js";
import type { SendoEvent } from "../receiver/events.js";

/** Changes to an event: its own fields, and those of its message. */
export interface WebhookEventChanges {
  /** The event's id. */
  readonly id?: string | undefined;
  /** When it happened, ISO 8601. */
  readonly timestamp?: string | undefined;
  /** Fields of its message; the others stay as they are. */
  readonly message?: Readonly<Record<string, unknown>> | undefined;
  readonly [field: string]: unknown;
}

/** Which fields the message in an event has. */
export interface WebhookEventOptions {
  /**
   * `shown`: the fields of the documented example of `message.incoming`, which is cut off after `mediaUrls`. `all`: also
   * `updatedAt`, `numSegments` and `campaignId`, which `messages.retrieve` returns and no documented event shows.
   *
   * @defaultValue `"shown"`, so that a handler that needs another field fails in a test
   */
  fields?: "shown" | "all" | undefined;
}

const OPTION_NAMES: OptionNames<WebhookEventOptions> = { fields: true };

/**
 * A webhook event with an id of its own. `message.incoming` has the documented form. The bodies of the other two types are not
 * documented: they are presumed to have the same form.
 *
 * @throws A {@link SendoConfigError} `config_option_invalid`: an option has an unknown name or value.
 *
 * @example
 * ```ts
 * const reply = webhookEvent("message.incoming", { message: { from: "+12065550142", body: "1" } });
 * ```
 */
export function webhookEvent<Type extends SendoEventType>(
  type: Type,
  changes: WebhookEventChanges = {},
  options: WebhookEventOptions = {},
): SendoEvent<Type> {
  checkOptionNames("webhookEvent", options, OPTION_NAMES);
  const { fields = "shown" } = options;
  if (fields !== "shown" && fields !== "all")
    throw unusableOption("webhookEvent", "fields", '"shown" or "all"', fields);
  const timestamp = "2026-01-01T00:00:00.000Z";
  const [ours, theirs] = ["+14155550111", "+12065550142"];
  const inbound = { direction: "INBOUND", from: theirs, to: ours };
  const concerning: Record<SendoEventType, object> = {
    "message.incoming": { ...inbound, body: "On my way" },
    "message.status": { direction: "OUTBOUND", from: ours, to: theirs, body: "Your table is ready" },
    "recipient.optout": { ...inbound, body: "STOP" },
  };
  const message = {
    id: randomUUID(),
    type: "SMS",
    createdAt: timestamp,
    sentAt: timestamp,
    ...concerning[type],
    status: "DELIVERED",
    errorCode: null,
    errorMessage: null,
    ...(fields === "all" && { updatedAt: timestamp, numSegments: 1, campaignId: "fake-campaign" }),
    ...changes.message,
  };
  return { id: randomUUID(), type, timestamp, ...changes, message } as unknown as SendoEvent<Type>;
}
