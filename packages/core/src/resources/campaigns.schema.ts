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
  brandId: z.string().optional(),
  displayName: z.string().optional(),
  createdAt: z.string().optional(),
  updatedAt: z.string().optional(),
  /** Only these are named; that of a rejected campaign is not documented. Sending needs an approved one. */
  status: openEnum(["DRAFT", "PENDING", "ACTIVE"]).optional(),
  /** Renewal fee in cents; `null` before approval. */
  monthlyFee: z.number().nullish(),
  /** One of {@link CAMPAIGN_USECASES}, or `MIXED` with `subUsecases`. */
  usecase: openEnum([...CAMPAIGN_USECASES, "MIXED"]).optional(),
  subUsecases: z.array(z.string()).nullish(),
  details: z
    .looseObject({
      description: text,
      consentFlow: text,
      screenshotUrl: text,
      sample1: text,
      sample2: text,
      sample3: text,
      sample4: text,
      sample5: text,
      optinKeywords: words,
      optoutKeywords: words,
      helpKeywords: words,
      optinMessage: text,
      optoutMessage: text,
      helpMessage: text,
    })
    .nullish(),
  /** Carrier limits; `null` until approval. Their meaning is cut off in the documents. */
  limits: z
    .looseObject({
      smsTpmAtt: z.number().nullish(),
      mmsTpmAtt: z.number().nullish(),
      dailyTmoCap: z.number().nullish(),
    })
    .nullish(),
});

/** A campaign as Sendo shows it. */
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
