import { randomUUID } from "node:crypto";
import type { SendoEventType } from "../api/event.js";
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

/**
 * An event as Sendo sends it, with an id of its own. `message.incoming` has the documented form; the bodies of the other two
 * are not documented, so theirs is what this library presumes.
 *
 * @example
 * ```ts
 * const reply = webhookEvent("message.incoming", { message: { from: "+12065550142", body: "1" } });
 * ```
 */
export function webhookEvent<Type extends SendoEventType>(
  type: Type,
  changes: WebhookEventChanges = {},
): SendoEvent<Type> {
  const timestamp = "2026-01-01T00:00:00.000Z";
  const message = {
    id: randomUUID(),
    type: "SMS",
    createdAt: timestamp,
    updatedAt: timestamp,
    campaignId: "fake-campaign",
  };
  const ours = "+14155550111";
  const theirs = "+12065550142";
  const bodies: Record<SendoEventType, Record<string, unknown>> = {
    "message.incoming": {
      message: { ...message, direction: "INBOUND", from: theirs, to: ours, body: "On my way", status: "DELIVERED" },
    },
    "message.status": {
      message: {
        ...message,
        direction: "OUTBOUND",
        from: ours,
        to: theirs,
        body: "Your table is ready",
        status: "DELIVERED",
      },
    },
    "recipient.optout": {
      message: { ...message, direction: "INBOUND", from: theirs, to: ours, body: "STOP", status: "DELIVERED" },
    },
  };
  const body = bodies[type];
  const merged =
    changes.message === undefined ? {} : { message: { ...(body.message as object | undefined), ...changes.message } };
  return { id: randomUUID(), type, timestamp, ...body, ...changes, ...merged } as unknown as SendoEvent<Type>;
}
