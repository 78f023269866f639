import * as z from "zod";
import { openEnum } from "../open-enum.js";
import { addressSchema, extraSchema, inputSchema, phoneSchema, textSchema } from "./input.schema.js";

const EVENT_TYPES = ["message.incoming", "message.status", "recipient.optout"] as const;

/** A webhook as Sendo shows it, but for `signature`, which is taken out of sight. */
export const webhookSchema = z.looseObject({
  /** Webhook id. */
  id: z.string(),
  /** ISO 8601 UTC time at which it was created. */
  createdAt: z.string().optional(),
  /** A label for people. */
  name: z.string().nullish(),
  /** Where events go. */
  url: z.string().optional(),
  /** The campaign whose events it hears. */
  campaignId: z.string().optional(),
  /** What is sent there. */
  eventTypes: z.array(openEnum(EVENT_TYPES)).optional(),
  /** Numbers it hears about; empty or absent: all of the campaign. */
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
