import * as z from "zod";
import { openEnum } from "./open-enum.js";
import { addressSchema, extraSchema, inputSchema, phoneSchema, textSchema } from "./input.js";

const EVENT_TYPES = ["message.incoming", "message.status", "recipient.optout"] as const;

/** A webhook as Sendo shows it, but for `signature`, which is taken out of sight. */
export const webhookSchema = z.looseObject({
  id: z.string(),
  createdAt: z.string().optional(),
  name: z.string().nullish(),
  url: z.string().optional(),
  campaignId: z.string().optional(),
  eventTypes: z.array(openEnum(EVENT_TYPES)).optional(),
  numbers: z.array(z.string()).nullish(),
});

const eventTypes = z.array(textSchema, "must be a list of event types").min(1, "must name at least one event type");

/** A new webhook. */
export const webhookInputSchema = inputSchema({
  name: textSchema.optional(),
  url: addressSchema,
  eventTypes,
  numbers: z.array(phoneSchema).optional(),
  extra: extraSchema,
});

/** A change to a webhook. */
export const webhookChangeSchema = inputSchema({
  name: textSchema.optional(),
  url: addressSchema.optional(),
  eventTypes: eventTypes.optional(),
  numbers: z.array(phoneSchema).optional(),
  extra: extraSchema,
});
