import * as z from "zod/mini";
import { openEnum, type OpenEnum } from "./open-enum.js";
import { lazy } from "../internal/lazy.js";
import { addressSchema, idSchema, inputSchema, openTextSchema, textSchema } from "./fields.js";

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

/** A campaign as Sendo shows it: what may be sent, and to whom. Tolerant: fields that are not listed are kept. */
export const campaignSchema = lazy(() => {
  const text = z.nullish(z.string());
  const words = z.nullish(z.array(z.string()));
  return z.looseObject({
    id: z.string(),
    brandId: z.optional(z.string()),
    displayName: z.optional(z.string()),
    createdAt: z.optional(z.string()),
    updatedAt: z.optional(z.string()),
    status: z.optional(openEnum(["DRAFT", "PENDING", "ACTIVE"])),
    monthlyFee: z.nullish(z.number()),
    usecase: z.optional(openEnum([...CAMPAIGN_USECASES, "MIXED"])),
    subUsecases: z.nullish(z.array(z.string())),
    details: z.nullish(
      z.looseObject({
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
      }),
    ),
    limits: z.nullish(
      z.looseObject({
        smsTpmAtt: z.nullish(z.number()),
        mmsTpmAtt: z.nullish(z.number()),
        dailyTmoCap: z.nullish(z.number()),
      }),
    ),
  });
});

/** A campaign as Sendo shows it: what may be sent, and to whom. Fields that are not listed are there as Sendo sent them. */
export interface Campaign {
  /** Campaign id, 8 characters in every example; called `campaign` in a send and `campaignId` elsewhere. */
  id: string;
  /** Brand that it speaks for. */
  brandId?: string | undefined;
  /** Display name. */
  displayName?: string | undefined;
  /** ISO 8601 UTC time at which it was created. */
  createdAt?: string | undefined;
  /** ISO 8601 UTC time of the last change. */
  updatedAt?: string | undefined;
  /** Only these are named; that of a rejected campaign is not documented. Sending needs an approved one. */
  status?: OpenEnum<"DRAFT" | "PENDING" | "ACTIVE"> | undefined;
  /** Renewal fee in cents; `null` before approval. */
  monthlyFee?: number | null | undefined;
  /** One of {@link CAMPAIGN_USECASES}, or `MIXED` with `subUsecases`. */
  usecase?: OpenEnum<(typeof CAMPAIGN_USECASES)[number] | "MIXED"> | undefined;
  /** What a `MIXED` campaign is for. */
  subUsecases?: string[] | null | undefined;
  /** What was submitted for review, and the words that the campaign acts on. */
  details?:
    | {
        /** What the messages are. */
        description?: string | null | undefined;
        /** How consent is obtained. */
        consentFlow?: string | null | undefined;
        /** Picture of that, by its address. */
        screenshotUrl?: string | null | undefined;
        /** A message as it will be sent. */
        sample1?: string | null | undefined;
        /** Another one. */
        sample2?: string | null | undefined;
        /** A third one; `null` where there is none. */
        sample3?: string | null | undefined;
        /** A fourth one. */
        sample4?: string | null | undefined;
        /** A fifth one. */
        sample5?: string | null | undefined;
        /** Words that opt somebody in again, such as `START`. */
        optinKeywords?: string[] | null | undefined;
        /** Words that opt somebody out, such as `STOP`. */
        optoutKeywords?: string[] | null | undefined;
        /** Words that are answered with instructions, such as `HELP`. */
        helpKeywords?: string[] | null | undefined;
        /** What is answered to an opt-in. */
        optinMessage?: string | null | undefined;
        /** What is answered to an opt-out. */
        optoutMessage?: string | null | undefined;
        /** What is answered to a word for help. */
        helpMessage?: string | null | undefined;
        /** Fields that are not listed, as Sendo sent them. */
        [field: string]: unknown;
      }
    | null
    | undefined;
  /** Carrier limits; `null` until approval. Their meaning is cut off in the documents. */
  limits?:
    | {
        /** By its name, SMS a minute to AT&T. */
        smsTpmAtt?: number | null | undefined;
        /** By its name, MMS a minute to AT&T. */
        mmsTpmAtt?: number | null | undefined;
        /** By its name, messages a day to T-Mobile. */
        dailyTmoCap?: number | null | undefined;
        /** Fields that are not listed, as Sendo sent them. */
        [field: string]: unknown;
      }
    | null
    | undefined;
  /** Fields that are not listed, as Sendo sent them. */
  [field: string]: unknown;
}

/** A campaign to submit for review. */
export interface CreateCampaignRequest {
  /** Display name. */
  displayName: string;
  /** What it is for, such as `MARKETING`. */
  usecase: OpenEnum<(typeof CAMPAIGN_USECASES)[number]>;
  /** Brand that it speaks for. */
  brandId: string;
  /** What the messages are. */
  description: string;
  /** How consent is obtained. */
  consentFlow: string;
  /** Picture of that, by its address. */
  screenshotUrl?: string | undefined;
  /** A message as it will be sent. */
  sample1: string;
  /** Another one. */
  sample2: string;
  /** A third one. */
  sample3?: string | undefined;
  /** A fourth one. */
  sample4?: string | undefined;
  /** A fifth one. */
  sample5?: string | undefined;
  /** Whether to register as low volume. */
  isLowVolume?: boolean | undefined;
}

/** What a new campaign needs. The required flags are cut off in Sendo's documents: those not called optional are required here. */
export const createCampaignRequestSchema = lazy(() =>
  inputSchema({
    displayName: textSchema(),
    usecase: openTextSchema(CAMPAIGN_USECASES),
    brandId: idSchema("brand"),
    description: textSchema(),
    consentFlow: textSchema(),
    screenshotUrl: z.optional(addressSchema()),
    sample1: textSchema(),
    sample2: textSchema(),
    sample3: z.optional(textSchema()),
    sample4: z.optional(textSchema()),
    sample5: z.optional(textSchema()),
    isLowVolume: z.optional(z.boolean("must be true or false")),
  }),
);
