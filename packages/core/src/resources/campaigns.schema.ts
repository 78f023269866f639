import * as z from "zod";
import { openEnum } from "../open-enum.js";
import { addressSchema, extraSchema, idSchema, inputSchema, textSchema } from "./input.schema.js";

/** Use cases that Sendo's documents name. */
export const CAMPAIGN_USECASES = [
  "2FA",
  "ACCOUNT_NOTIFICATION",
  "CUSTOMER_CARE",
  "DELIVERY_NOTIFICATION",
  "FRAUD_ALERT",
  "MARKETING",
  "POLLING_VOTING",
  "SECURITY_ALERT",
  "HIGHER_EDUCATION",
  "K12_EDUCATION",
] as const;

const text = z.string().nullish();
const words = z.array(z.string()).nullish();

/** A campaign as Sendo shows it: what may be sent, and to whom. Tolerant: fields that are not listed are kept. */
export const campaignSchema = z.looseObject({
  /** Campaign id, 8 characters in every example; called `campaign` in a send and `campaignId` elsewhere. */
  id: z.string(),
  /** Brand that it speaks for. */
  brandId: z.string().optional(),
  /** Display name. */
  displayName: z.string().optional(),
  /** ISO 8601 UTC time at which it was created. */
  createdAt: z.string().optional(),
  /** ISO 8601 UTC time of the last change. */
  updatedAt: z.string().optional(),
  /** Only these are named; that of a rejected campaign is not documented. Sending needs an approved one. */
  status: openEnum(["DRAFT", "PENDING", "ACTIVE"]).optional(),
  /** Renewal fee in cents; `null` before approval. */
  monthlyFee: z.number().nullish(),
  /** One of {@link CAMPAIGN_USECASES}, or `MIXED` with `subUsecases`. */
  usecase: openEnum([...CAMPAIGN_USECASES, "MIXED"]).optional(),
  /** What a `MIXED` campaign is for. */
  subUsecases: z.array(z.string()).nullish(),
  /** What was submitted for review, and the words that the campaign acts on. */
  details: z
    .looseObject({
      /** What the messages are. */
      description: text,
      /** How consent is obtained. */
      consentFlow: text,
      /** Picture of that, by its address. */
      screenshotUrl: text,
      /** A message as it will be sent. */
      sample1: text,
      /** Another one. */
      sample2: text,
      /** A third one; `null` where there is none. */
      sample3: text,
      /** A fourth one. */
      sample4: text,
      /** A fifth one. */
      sample5: text,
      /** Words that opt somebody in again, such as `START`. */
      optinKeywords: words,
      /** Words that opt somebody out, such as `STOP`. */
      optoutKeywords: words,
      /** Words that are answered with instructions, such as `HELP`. */
      helpKeywords: words,
      /** What is answered to an opt-in. */
      optinMessage: text,
      /** What is answered to an opt-out. */
      optoutMessage: text,
      /** What is answered to a word for help. */
      helpMessage: text,
    })
    .nullish(),
  /** Carrier limits; `null` until approval. Their meaning is cut off in the documents. */
  limits: z
    .looseObject({
      /** By its name, SMS a minute to AT&T. */
      smsTpmAtt: z.number().nullish(),
      /** By its name, MMS a minute to AT&T. */
      mmsTpmAtt: z.number().nullish(),
      /** By its name, messages a day to T-Mobile. */
      dailyTmoCap: z.number().nullish(),
    })
    .nullish(),
});

/**
 * A campaign as Sendo shows it: what may be sent, and to whom. Fields that are not listed are there as Sendo sent them.
 *
 * @interface
 */
export type Campaign = z.infer<typeof campaignSchema>;

/** What a new campaign needs. The required flags are cut off in Sendo's documents: those not called optional are required here. */
export const campaignInputSchema = inputSchema({
  displayName: textSchema,
  usecase: textSchema,
  brandId: idSchema("brand"),
  description: textSchema,
  consentFlow: textSchema,
  screenshotUrl: addressSchema.optional(),
  sample1: textSchema,
  sample2: textSchema,
  sample3: textSchema.optional(),
  sample4: textSchema.optional(),
  sample5: textSchema.optional(),
  isLowVolume: z.boolean("must be true or false").optional(),
  extra: extraSchema,
});
