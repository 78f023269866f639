import * as z from "zod";
import { lazy } from "../internal/lazy.js";
import { openEnum, type OpenEnum } from "./open-enum.js";

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
 * A message as Sendo shows it. Unknown fields are kept, and only `id` must be present, since the documents show most fields by
 * example only.
 */
export const messageSchema = lazy(() =>
  z.looseObject({
    id: z.string(),
    type: openEnum(["SMS", "MMS"]).optional(),
    createdAt: z.string().optional(),
    sentAt: z.string().nullish(),
    updatedAt: z.string().nullish(),
    direction: openEnum(["INBOUND", "OUTBOUND"]).optional(),
    from: z.string().optional(),
    to: z.string().optional(),
    body: z.string().optional(),
    mediaUrls: z.array(z.string()).nullish(),
    metadata: z.record(z.string(), z.string()).nullish(),
    numSegments: z.number().optional(),
    errorCode: z.union([z.number(), z.string()]).nullish(),
    errorMessage: z.string().nullish(),
    campaignId: z.string().optional(),
    status: openEnum(MESSAGE_STATUSES).optional(),
  }),
);

/** A message as Sendo shows it. Fields that are not listed here are kept as Sendo sent them. */
export interface MessageObject {
  /** Message id, a UUID in every example. */
  id: string;
  /** `SMS` or `MMS`. */
  type?: OpenEnum<"SMS" | "MMS"> | undefined;
  /** ISO 8601 UTC time at which it was created. */
  createdAt?: string | undefined;
  /** ISO 8601 UTC time at which it was sent. For an inbound message it can lie before `createdAt`: the carrier's time. */
  sentAt?: string | null | undefined;
  /** ISO 8601 UTC time of the last change of status. */
  updatedAt?: string | null | undefined;
  /** `OUTBOUND` (from you) or `INBOUND` (to you). */
  direction?: OpenEnum<"INBOUND" | "OUTBOUND"> | undefined;
  /** Sending number, E.164. */
  from?: string | undefined;
  /** Receiving number, E.164. */
  to?: string | undefined;
  /** Text. Whether Sendo's character replacement shows here is not documented. */
  body?: string | undefined;
  /** Attached media; left out for an SMS. */
  mediaUrls?: string[] | null | undefined;
  /** Your own pairs; left out where there are none. */
  metadata?: Record<string, string> | null | undefined;
  /** Segments used, and billed. An MMS counts as one. */
  numSegments?: number | undefined;
  /** Why it failed, such as 1310 (opted out). Whether it is a number or a string is not documented: compare with `String(...)`. */
  errorCode?: number | string | null | undefined;
  /** Text of the failure. */
  errorMessage?: string | null | undefined;
  /** The campaign (called `campaign` in a send). */
  campaignId?: string | undefined;
  /** Where it is on its way. `SENT` can be the last status of a message that did arrive. */
  status?: OpenEnum<(typeof MESSAGE_STATUSES)[number]> | undefined;
  /** Fields that are not listed, as Sendo sent them. */
  [field: string]: unknown;
}

/** One of {@link MESSAGE_STATUSES}, or one that Sendo has added since. */
export type MessageStatus = NonNullable<MessageObject["status"]>;
