import * as z from "zod";
import { addressSchema, extraSchema, idSchema, inputSchema, pageQueryShape, phoneSchema, textSchema } from "./input.js";

const METADATA_RULE = "must be an object of texts: at most 50 keys of 1 to 40 characters, values of at most 500";

const metadata = z
  .custom<Readonly<Record<string, string>>>(
    (value) => typeof value === "object" && value !== null && !Array.isArray(value),
    METADATA_RULE,
  )
  .superRefine((pairs, context) => {
    // By hand rather than by z.record, which leaves out a key named __proto__ without a word.
    const entries = Object.entries(pairs);
    if (entries.length > 50)
      context.addIssue({ code: "custom", message: `has ${entries.length} keys; at most 50 are allowed` });
    for (const [key, value] of entries) {
      const path = [key.slice(0, 40)];
      if (key.length < 1 || key.length > 40) {
        context.addIssue({ code: "custom", path, message: "a key must have 1 to 40 characters" });
      } else if (key === "__proto__") {
        context.addIssue({ code: "custom", path, message: "is a name that JSON tools drop or misuse; choose another" });
      }
      if (typeof value !== "string") context.addIssue({ code: "custom", path, message: "must be a text" });
      else if (value.length > 500)
        context.addIssue({ code: "custom", path, message: "must have at most 500 characters" });
    }
  });

/** What a send takes; limits by Sendo's documents (message/send, media, metadata). */
export const sendInputSchema = inputSchema({
  /** Campaign to send from; it must be approved. Optional where the client has a default. */
  campaign: idSchema("campaign"),
  /** Recipient, E.164. */
  to: phoneSchema,
  /**
   * Text, 1 to 1500 characters, counted as JavaScript counts (`length`): how Sendo counts is not documented, and no other
   * way of counting finds more. May be empty when `mediaUrls` is given; whether Sendo takes that is not documented.
   */
  body: z.string("must be a text").max(1500, "must have at most 1500 characters"),
  /** Number to send from, E.164; it must belong to the campaign. */
  from: phoneSchema.optional(),
  /** Up to 5 addresses of media, which make it an MMS; together at most 700 kB, which only Sendo can check. */
  mediaUrls: z.array(addressSchema).max(5, "must hold at most 5 addresses").readonly().optional(),
  /** Your own pairs, returned with the message and its events: 50 keys of 40 characters, values of 500. */
  metadata: metadata.optional(),
  /** Fields that Sendo has and this version does not know; they go into the request as they are. */
  extra: extraSchema,
}).refine(({ body, mediaUrls }) => body.length > 0 || (mediaUrls?.length ?? 0) > 0, {
  path: ["body"],
  message: "must not be empty",
  // Also when other fields are wrong: whoever corrects an input wants the whole list at once.
  when: ({ value }) => typeof (value as { body?: unknown } | null)?.body === "string",
});

/** What {@link Messages.list} takes. */
export const listQuerySchema = inputSchema({
  /** Campaign whose messages are listed. Optional where the client has a default. */
  campaign: idSchema("campaign"),
  /** Only those to you (`INBOUND`) or from you (`OUTBOUND`). */
  direction: z.enum(["INBOUND", "OUTBOUND"], "must be INBOUND or OUTBOUND").optional(),
  /** Only messages to or from this number, E.164. */
  number: phoneSchema.optional(),
  ...pageQueryShape,
});

/** What {@link Messages.resolve} takes. */
export const resolveQuerySchema = inputSchema({
  reference: textSchema,
  campaign: idSchema("campaign").optional(),
  to: phoneSchema,
  since: z.date("must be a Date").optional(),
  maxPages: z.int("must be a whole number").min(1, "must be at least 1").default(100),
});

const wholeNumber = (least: number, most: number): z.ZodOptional<z.ZodInt> =>
  z
    .int(`must be a whole number from ${least} to ${most}`)
    .min(least, `must be at least ${least}`)
    .max(most, `must be at most ${most}`)
    .optional();

/** What of {@link BulkOptions} is checked before a run begins. */
export const bulkOptionsSchema = z.object({
  concurrency: wholeNumber(1, 1000),
  progressEveryMs: wholeNumber(0, 3_600_000),
  total: wholeNumber(0, Number.MAX_SAFE_INTEGER),
  onProgress: z.custom((value) => value === undefined || typeof value === "function", "must be a function"),
});
