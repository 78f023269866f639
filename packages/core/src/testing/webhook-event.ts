import { randomUUID } from "node:crypto";
import type { SendoEventType } from "../api/event.js";
import { checkOptionNames, unusableOption, type OptionNames } from "../errors/option-checks.js";
import type { SendoEvent } from "../receiver/events.js";

/** Changes to make to an event and its message. */
export interface WebhookEventChanges {
  /** Event id. */
  readonly id?: string | undefined;
  /** The event's time in ISO 8601 format. */
  readonly timestamp?: string | undefined;
  /** Message fields to replace or add. */
  readonly message?: Readonly<Record<string, unknown>> | undefined;
  readonly [field: string]: unknown;
}

/** Options for {@link webhookEvent}. */
export interface WebhookEventOptions {
  /**
   * `shown`: the fields in the documented `message.incoming` example, which is cut off after `mediaUrls`. `all`: the
   * fields of `shown` plus `updatedAt`, `numSegments` and `campaignId`. `messages.retrieve` returns these three
   * fields, but no documented event contains them. With the default, tests fail if a handler needs any field that is not
   * in the example.
   *
   * @defaultValue `"shown"`
   */
  fields?: "shown" | "all" | undefined;
}

const OPTION_NAMES: OptionNames<WebhookEventOptions> = { fields: true };

/**
 * Creates a webhook event with a random id. A `message.incoming` event is created in the documented format. Sendo does not
 * document the fields of the other two event types. They are assumed to have the format of `message.incoming`.
 *
 * @throws A {@link SendoConfigError} with code `config_option_invalid` for an unknown option or an invalid value.
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
