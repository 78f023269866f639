import * as z from "zod/mini";
import { lazy } from "../internal/lazy.js";
import { WEBHOOK_EVENT_TYPES } from "./event.js";
import { addressSchema, inputSchema, openTextSchema, phoneSchema, textSchema } from "./fields.js";
import { openEnum, type OpenEnum } from "./open-enum.js";

/** What a webhook can subscribe to; Sendo may add more. */
export type WebhookEventType = OpenEnum<(typeof WEBHOOK_EVENT_TYPES)[number]>;

/** A webhook as Sendo shows it. */
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

/** A webhook as Sendo shows it: where Sendo sends the events of a campaign. Fields that are not listed here are kept as Sendo sent them. */
export interface WebhookObject {
  /** Webhook id. */
  id: string;
  /** ISO 8601 UTC time at which it was created. */
  createdAt?: string | undefined;
  /** A label for people. */
  name?: string | null | undefined;
  /** Where events go. */
  url?: string | undefined;
  /** The campaign whose events it receives. */
  campaignId?: string | undefined;
  /** The event types that it receives. */
  eventTypes?: WebhookEventType[] | undefined;
  /** The numbers whose events it receives; empty or absent: all numbers of the campaign. */
  numbers?: string[] | null | undefined;
  /** The secret that each delivery carries as `X-Webhook-Token`. */
  signature?: unknown;
  /** Fields that are not listed, as Sendo sent them. */
  [field: string]: unknown;
}

/** A webhook to create. */
export interface CreateWebhookRequest {
  /** A label for people. */
  name?: string | undefined;
  /** Where events go: an http(s) address; use https. */
  url: string;
  /** The event types to receive: any of `message.incoming`, `message.status`, `recipient.optout`. */
  eventTypes: readonly WebhookEventType[];
  /** The numbers whose events to receive, E.164. @defaultValue all numbers of the campaign */
  numbers?: readonly string[] | undefined;
}

const eventTypes = lazy(() =>
  z
    .array(openTextSchema(WEBHOOK_EVENT_TYPES), "must be a list of event types")
    .check(z.minLength(1, "must name at least one event type")),
);

/** Checks a {@link CreateWebhookRequest}. */
export const createWebhookRequestSchema = lazy(() =>
  inputSchema({
    name: z.optional(textSchema()),
    url: addressSchema(),
    eventTypes: eventTypes(),
    numbers: z.optional(z.array(phoneSchema(), "must be a list of phone numbers")),
  }),
);

/** A change to a webhook. Omitted fields stay, except perhaps `numbers`: whether they are kept is not documented. */
export type UpdateWebhookRequest = Partial<CreateWebhookRequest>;

/** Checks an {@link UpdateWebhookRequest}. */
export const updateWebhookRequestSchema = lazy(() => z.partial(createWebhookRequestSchema()));
