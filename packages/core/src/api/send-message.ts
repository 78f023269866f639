import * as z from "zod/mini";
import { isPlainObject } from "../internal/is.js";
import { lazy } from "../internal/lazy.js";
import { addressSchema, idSchema, inputSchema, phoneSchema } from "./fields.js";

/** A message to send, as the API takes it. */
export interface SendMessageRequest {
  /** Campaign to send from; it must be approved. */
  campaign: string;
  /** Recipient, E.164: `+12065550142`. */
  to: string;
  /**
   * The message body, at most 1500 characters by JavaScript's `length` (how Sendo counts is not documented). It may be empty only
   * with `mediaUrls`, and whether Sendo takes that is not documented.
   */
  body: string;
  /** Number to send from, E.164, one of the campaign's. */
  from?: string | undefined;
  /** Up to 5 http(s) URLs of media, 700 kb in total (as Sendo writes it), which make it an MMS. Sendo checks size and type and responds with 400. */
  mediaUrls?: readonly string[] | undefined;
  /** Your own pairs, returned with the message and its events: 50 keys of 40 characters, values of 500. */
  metadata?: Readonly<Record<string, string>> | undefined;
}

const METADATA_RULE = "must be a plain object of strings: at most 50 keys of 1 to 40 characters, values of at most 500";

// The same rule for other tools, since JSON Schema cannot show a check that is a function.
const METADATA_JSON_SCHEMA = {
  type: "object",
  maxProperties: 50,
  propertyNames: { minLength: 1, maxLength: 40 },
  additionalProperties: { type: "string", maxLength: 500 },
} as const;

const metadata = lazy(() =>
  z.custom<Readonly<Record<string, string>>>(isPlainObject, METADATA_RULE).check(
    z.superRefine((pairs, context) => {
      // Not z.record, which silently drops a key named __proto__.
      const entries = Object.entries(pairs);
      if (entries.length > 50)
        context.addIssue({ code: "custom", message: `has ${entries.length} keys; at most 50 are allowed` });
      for (const [key, value] of entries) {
        const path = [key.slice(0, 40)];
        if (key.length < 1 || key.length > 40) {
          context.addIssue({ code: "custom", path, message: "a key must have 1 to 40 characters" });
        } else if (key === "__proto__") {
          context.addIssue({
            code: "custom",
            path,
            message: "is a name that JSON tools drop or misuse; choose another",
          });
        }
        if (typeof value !== "string") context.addIssue({ code: "custom", path, message: "must be a string" });
        else if (value.length > 500)
          context.addIssue({ code: "custom", path, message: "must have at most 500 characters" });
      }
    }),
    z.meta(METADATA_JSON_SCHEMA),
  ),
);

/** Checks a {@link SendMessageRequest}; limits by Sendo's documents (message/send, media, metadata). */
export const sendMessageRequestSchema = lazy(() =>
  inputSchema({
    campaign: idSchema("campaign"),
    to: phoneSchema(),
    // Whether Sendo counts characters or bytes is not documented; no other count of characters finds more than `length`.
    body: z.string("must be a string").check(z.maxLength(1500, "must have at most 1500 characters")),
    from: z.optional(phoneSchema()),
    mediaUrls: z.optional(
      z.readonly(
        z.array(addressSchema(), "must be a list of URLs").check(z.maxLength(5, "must contain at most 5 URLs")),
      ),
    ),
    metadata: z.optional(metadata()),
  }).check(
    z.refine(({ body, mediaUrls }) => body.length > 0 || (mediaUrls?.length ?? 0) > 0, {
      path: ["body"],
      message: "must not be empty",
      // Also when other fields are wrong, so that the caller sees every issue at once.
      when: ({ value }) => typeof (value as { body?: unknown } | null)?.body === "string",
    }),
  ),
);
