import * as z from "zod/mini";
import { lazy } from "../internal/lazy.js";
import { WEBHOOK_EVENT_TYPES } from "./event.js";
import { addressSchema, inputSchema, openStringSchema, phoneSchema, stringSchema } from "./fields.js";
import { openEnum, type OpenEnum } from "./open-enum.js";

/** An event type that a webhook can subscribe to. Sendo might add more event types. */
export type WebhookEventType = OpenEnum<(typeof WEBHOOK_EVENT_TYPES)[number]>;

export const webhookSchema = lazy(() =>
  z.looseObject({
    id: z.string(),
    createdAt: z.optional(z.string()),
    name: z.nullish(z.string()),
    url: z.optional(z.string()),
    campaignId: z.optional(z.string()),
    eventTypes: z.optional(z.array(openEnum(WEBHOOK_EVENT_TYPES))),
    numbers: z.nullish(z.array(z.string())),
    signature: z.optional(z.unknown()),
  }),
);

/** A webhook: the URL to which Sendo sends a campaign's events. Fields that are not listed here are returned unchanged. */
export interface WebhookObject {
  /** Webhook id. */
  id: string;
  /** ISO 8601 UTC time at which the webhook was created. */
  createdAt?: string | undefined;
  /** A label of your choice. */
  name?: string | null | undefined;
  /** URL to which Sendo sends the events. */
  url?: string | undefined;
  /** Id of the campaign whose events the webhook receives. */
  campaignId?: string | undefined;
  /** Event types that the webhook receives. */
  eventTypes?: WebhookEventType[] | undefined;
  /**
   * Phone numbers whose events the webhook receives. If the list is empty or absent, the webhook receives the events
   * for all of the campaign's numbers.
   */
  numbers?: string[] | null | undefined;
  /** The secret that Sendo sends with each delivery as `X-Webhook-Token`. */
  signature?: unknown;
  /** Other fields, as Sendo sent them. */
  [field: string]: unknown;
}

/** A webhook to create. */
export interface CreateWebhookRequest {
  /** A label of your choice. */
  name?: string | undefined;
  /** The http(s) URL to which Sendo sends the events. Use HTTPS in production. */
  url: string;
  /** Event types to receive: any of `message.incoming`, `message.status` and `recipient.optout`. */
  eventTypes: readonly WebhookEventType[];
  /** Phone numbers (E.164) whose events the webhook receives. @defaultValue all of the campaign's numbers */
  numbers?: readonly string[] | undefined;
}

const eventTypes = lazy(() =>
  z
    .array(openStringSchema(WEBHOOK_EVENT_TYPES), "must be a list of event types")
    .check(z.minLength(1, "must contain at least one event type")),
);

export const createWebhookRequestSchema = lazy(() =>
  inputSchema({
    name: z.optional(stringSchema()),
    url: addressSchema(),
    eventTypes: eventTypes(),
    numbers: z.optional(z.array(phoneSchema(), "must be a list of phone numbers")),
  }),
);

/**
 * Changes to a webhook. Omitted fields keep their current values. Sendo does not document whether this
 * is also true of `numbers`.
 */
export type UpdateWebhookRequest = Partial<CreateWebhookRequest>;

export const updateWebhookRequestSchema = lazy(() => z.partial(createWebhookRequestSchema()));
