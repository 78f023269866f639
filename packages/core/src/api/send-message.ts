import * as z from "zod/mini";
import { isPlainObject } from "../internal/is.js";
import { lazy } from "../internal/lazy.js";
import { addressSchema, idSchema, inputSchema, phoneSchema } from "./fields.js";

/** A message to send, in the format that the API accepts. */
export interface SendMessageRequest {
  /** Id of the campaign to send from. The campaign must be approved. */
  campaign: string;
  /** Recipient's phone number in E.164 format, such as `+12065550142`. */
  to: string;
  /**
   * The message body, at most 1500 characters as measured by JavaScript's `length`. Sendo does not document how it
   * counts characters. Only an MMS can have an empty body, but Sendo does not document whether it accepts such an MMS.
   */
  body: string;
  /** Number to send from, in E.164 format. The number must belong to the campaign. */
  from?: string | undefined;
  /**
   * Up to 5 HTTP(S) media URLs, which make the message an MMS. Sendo allows 700 kB of media in total. Sendo rejects larger
   * media and unlisted media types with status 400.
   */
  mediaUrls?: readonly string[] | undefined;
  /**
   * Your own key-value pairs, included in the message and its events. At most 50 keys of 1 to 40 characters, with values of at
   * most 500 characters.
   */
  metadata?: Readonly<Record<string, string>> | undefined;
}

const METADATA_RULE =
  "must be a plain object with at most 50 keys of 1 to 40 characters, and string values of at most 500 characters";

// The `metadata` check is a function, which JSON Schema cannot express. This object expresses the same rule in JSON
// Schema.
const METADATA_JSON_SCHEMA = {
  type: "object",
  maxProperties: 50,
  propertyNames: { minLength: 1, maxLength: 40 },
  additionalProperties: { type: "string", maxLength: 500 },
} as const;

const metadata = lazy(() =>
  z.custom<Readonly<Record<string, string>>>(isPlainObject, METADATA_RULE).check(
    z.superRefine((pairs, context) => {
      // `z.record` would silently drop a key named `__proto__`.
      const entries = Object.entries(pairs);
      if (entries.length > 50)
        context.addIssue({ code: "custom", message: `has ${entries.length} keys; at most 50 are allowed` });
      for (const [key, value] of entries) {
        const path = [key.slice(0, 40)];
        if (key.length < 1 || key.length > 40) {
          context.addIssue({ code: "custom", path, message: "a key must be 1 to 40 characters long" });
        } else if (key === "__proto__") {
          context.addIssue({
            code: "custom",
            path,
            message: "is a name that JSON tools drop or misinterpret; choose another name",
          });
        }
        if (typeof value !== "string") context.addIssue({ code: "custom", path, message: "must be a string" });
        else if (value.length > 500)
          context.addIssue({ code: "custom", path, message: "must be at most 500 characters long" });
      }
    }),
    z.meta(METADATA_JSON_SCHEMA),
  ),
);

/** The limits come from Sendo's documentation (the message/send, media and metadata pages). */
export const sendMessageRequestSchema = lazy(() =>
  inputSchema({
    campaign: idSchema("campaign"),
    to: phoneSchema(),
    // Sendo does not document whether it counts characters or bytes. A string's `length` is at least its number of
    // characters.
    body: z.string("must be a string").check(z.maxLength(1500, "must be at most 1500 characters long")),
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
      // Runs even if other fields are invalid, so that the caller sees every issue.
      when: ({ value }) => typeof (value as { body?: unknown } | null)?.body === "string",
    }),
  ),
);
