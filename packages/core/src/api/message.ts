import * as z from "zod/mini";
import { lazy } from "../internal/lazy.js";
import { openEnum, type OpenEnum } from "./open-enum.js";

/** The statuses named in Sendo's documentation (the `errors` and `webhooks` pages). Sendo might add more statuses. */
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

/** A field is required if Sendo's documentation (the message/retrieve page) marks it as required. */
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

/** A message, as Sendo returns it. Fields that are not listed here are returned unchanged. */
export interface MessageObject {
  /** Message id. In Sendo's examples, it is always a UUID. */
  id: string;
  /** `SMS` or `MMS`. */
  type: OpenEnum<"SMS" | "MMS">;
  /** ISO 8601 UTC time at which the message was created. */
  createdAt: string;
  /**
   * ISO 8601 UTC time at which the message was sent, or `null`. In Sendo's example of an inbound message, this time is
   * a few seconds before `createdAt`.
   */
  sentAt?: string | null | undefined;
  /** ISO 8601 UTC time of the last status change, or `null`. */
  updatedAt?: string | null | undefined;
  /** ISO 8601 UTC time for which the message is scheduled, or `null`. Sendo documents no request field for scheduling. */
  scheduledAt?: string | null | undefined;
  /** `OUTBOUND` (from you) or `INBOUND` (to you). */
  direction: OpenEnum<"INBOUND" | "OUTBOUND">;
  /** Sending number, in E.164 format. */
  from: string;
  /** Receiving number, in E.164 format. */
  to: string;
  /** The message body. Sendo replaces some characters, but does not document whether the replacements are visible here. */
  body: string;
  /** URLs of the attached media. The documented SMS examples omit this field. */
  mediaUrls?: string[] | null | undefined;
  /** Your own key-value pairs. The documented examples without metadata omit this field. */
  metadata?: Record<string, string> | null | undefined;
  /** Number of billed segments. An MMS counts as one segment. */
  numSegments?: number | undefined;
  /**
   * Failure code, such as 1310 (opted out). Sendo does not document whether it is a number or a string, so compare
   * `String(errorCode)`.
   */
  errorCode?: number | string | null | undefined;
  /** Description of the failure. Sendo does not document the exact wording. */
  errorMessage?: string | null | undefined;
  /** Campaign id. In a send request, this field is named `campaign`. */
  campaignId?: string | undefined;
  /** Delivery status. For a delivered message, `SENT` can be the last reported status. */
  status?: OpenEnum<(typeof MESSAGE_STATUSES)[number]> | undefined;
  /** Other fields, as Sendo sent them. */
  [field: string]: unknown;
}

/** One of {@link MESSAGE_STATUSES}, or a status that this version does not know. */
export type MessageStatus = NonNullable<MessageObject["status"]>;
