import * as z from "zod";
import { openEnum } from "../open-enum.js";

/** What a message can be said to be doing; Sendo may add more. Source: docs, `errors` and `webhooks`. */
export const MESSAGE_STATUSES = [
  "CREATED",
  "QUEUED",
  "SCHEDULED",
  "SENT",
  "DELIVERED",
  "READ",
  "FAILED",
  "EXPIRED",
] as const;

/**
 * A message as Sendo shows it. Tolerant on purpose: fields that are not listed are kept, and only `id` must be there,
 * since the documents show most fields by example only.
 */
export const messageSchema = z.looseObject({
  /** Message id, a UUID in every example. */
  id: z.string(),
  /** `SMS` or `MMS`. */
  type: openEnum(["SMS", "MMS"]).optional(),
  /** ISO 8601 UTC time at which it was created. */
  createdAt: z.string().optional(),
  /** ISO 8601 UTC time at which it was sent. For an inbound message it can lie before `createdAt`: the carrier's time. */
  sentAt: z.string().nullish(),
  /** ISO 8601 UTC time of the last change of status. */
  updatedAt: z.string().nullish(),
  /** `OUTBOUND` (from you) or `INBOUND` (to you). */
  direction: openEnum(["INBOUND", "OUTBOUND"]).optional(),
  /** Sending number, E.164. */
  from: z.string().optional(),
  /** Receiving number, E.164. */
  to: z.string().optional(),
  /** Text. Whether Sendo's character replacement shows here is not documented. */
  body: z.string().optional(),
  /** Attached media; left out for an SMS. */
  mediaUrls: z.array(z.string()).nullish(),
  /** Your own pairs; left out where there are none. */
  metadata: z.record(z.string(), z.string()).nullish(),
  /** The reference of the send, where one was stamped. It travels in `metadata` and is taken out of there for you. */
  reference: z.string().optional(),
  /** Segments used, and billed. An MMS counts as one. */
  numSegments: z.number().optional(),
  /** Why it failed, such as 1310 (opted out). Whether it is a number or a string is not documented: compare with `String(...)`. */
  errorCode: z.union([z.number(), z.string()]).nullish(),
  /** Text of the failure. */
  errorMessage: z.string().nullish(),
  /** The campaign (called `campaign` in a send). */
  campaignId: z.string().optional(),
  /** Where it is on its way. `SENT` can be the last status of a message that did arrive. */
  status: openEnum(MESSAGE_STATUSES).optional(),
});

/**
 * A message as Sendo shows it. Fields that are not listed are there as Sendo sent them.
 *
 * @interface
 */
export type Message = z.infer<typeof messageSchema>;
/** One of {@link MESSAGE_STATUSES}, or one that Sendo has added since. */
export type MessageStatus = NonNullable<Message["status"]>;
