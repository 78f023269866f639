import * as z from "zod/mini";
import { lazy } from "../internal/lazy.js";
import { openEnum, type OpenEnum } from "./open-enum.js";

/** The statuses that Sendo's documents name; Sendo may add more. Source: docs, `errors` and `webhooks`. */
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

/** A message as Sendo shows it. Unknown fields are kept. Required is what the documents mark as required (message/retrieve). */
export const messageSchema = lazy(() =>
  z.looseObject({
    id: z.string(),
    type: openEnum(["SMS", "MMS"]),
    createdAt: z.string(),
    sentAt: z.nullish(z.string()),
    updatedAt: z.nullish(z.string()),
    scheduledAt: z.nullish(z.string()),
    direction: openEnum(["INBOUND", "OUTBOUND"]),
    from: z.string(),
    to: z.string(),
    body: z.string(),
    mediaUrls: z.nullish(z.array(z.string())),
    metadata: z.nullish(z.record(z.string(), z.string())),
    numSegments: z.optional(z.number()),
    errorCode: z.nullish(z.union([z.number(), z.string()])),
    errorMessage: z.nullish(z.string()),
    campaignId: z.optional(z.string()),
    status: z.optional(openEnum(MESSAGE_STATUSES)),
  }),
);

/** A message as Sendo shows it. Fields that are not listed here are kept as Sendo sent them. */
export interface MessageObject {
  /** Message id, a UUID in every example. */
  id: string;
  /** `SMS` or `MMS`. */
  type: OpenEnum<"SMS" | "MMS">;
  /** ISO 8601 UTC time at which it was created. */
  createdAt: string;
  /** ISO 8601 UTC time at which it was sent, or `null`. On the documented inbound message it lies a few seconds before `createdAt`. */
  sentAt?: string | null | undefined;
  /** ISO 8601 UTC time of the last change of status, or `null`. */
  updatedAt?: string | null | undefined;
  /** ISO 8601 UTC time for which it is scheduled, or `null`. No documented request field asks for scheduling. */
  scheduledAt?: string | null | undefined;
  /** `OUTBOUND` (from you) or `INBOUND` (to you). */
  direction: OpenEnum<"INBOUND" | "OUTBOUND">;
  /** Sending number, E.164. */
  from: string;
  /** Receiving number, E.164. */
  to: string;
  /** The message body. Whether it shows Sendo's character replacements is not documented. */
  body: string;
  /** URLs of the attached media; left out of the documented SMS examples. */
  mediaUrls?: string[] | null | undefined;
  /** Your own pairs; left out of the documented examples that have none. */
  metadata?: Record<string, string> | null | undefined;
  /** Segments used, and billed. An MMS counts as one. */
  numSegments?: number | undefined;
  /** Why it failed, such as 1310 (opted out). Whether it is a number or a string is not documented: compare with `String(...)`. */
  errorCode?: number | string | null | undefined;
  /** Description of the failure. Its wordings are not documented. */
  errorMessage?: string | null | undefined;
  /** The campaign (called `campaign` in a send). */
  campaignId?: string | undefined;
  /** How far the message has come. `SENT` can be the last status of a message that did arrive. */
  status?: OpenEnum<(typeof MESSAGE_STATUSES)[number]> | undefined;
  /** Fields that are not listed, as Sendo sent them. */
  [field: string]: unknown;
}

/** One of {@link MESSAGE_STATUSES}, or one that Sendo has added since. */
export type MessageStatus = NonNullable<MessageObject["status"]>;
