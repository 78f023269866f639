import * as z from "zod/mini";
import { openEnum, type OpenEnum } from "./open-enum.js";
import { lazy } from "../internal/lazy.js";
import { addressSchema, idSchema, inputSchema, openStringSchema, stringSchema } from "./fields.js";

/** The use cases named in Sendo's documentation. */
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

export const campaignSchema = lazy(() => {
  const string = z.nullish(z.string());
  const strings = z.nullish(z.array(z.string()));
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
        description: string,
        consentFlow: string,
        screenshotUrl: string,
        sample1: string,
        sample2: string,
        sample3: string,
        sample4: string,
        sample5: string,
        optinKeywords: strings,
        optoutKeywords: strings,
        helpKeywords: strings,
        optinMessage: string,
        optoutMessage: string,
        helpMessage: string,
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

/** A campaign: the approved purpose and content of your messages. Fields that are not listed here are returned unchanged. */
export interface Campaign {
  /**
   * Campaign id. In Sendo's examples, it is always 8 characters long. In a send request, this field is called
   * `campaign`. In other requests, it is called `campaignId`.
   */
  id: string;
  /** Id of the brand that the campaign belongs to. */
  brandId?: string | undefined;
  /** Display name. */
  displayName?: string | undefined;
  /** ISO 8601 UTC time at which the campaign was created. */
  createdAt?: string | undefined;
  /** ISO 8601 UTC time of the last change. */
  updatedAt?: string | undefined;
  /**
   * Status of the review. You can send messages only with an approved campaign. Sendo does not document the status of a rejected campaign.
   */
  status?: OpenEnum<"DRAFT" | "PENDING" | "ACTIVE"> | undefined;
  /** Renewal fee in cents, or `null` before approval. */
  monthlyFee?: number | null | undefined;
  /** One of {@link CAMPAIGN_USECASES}, or `MIXED` with `subUsecases`. */
  usecase?: OpenEnum<(typeof CAMPAIGN_USECASES)[number] | "MIXED"> | undefined;
  /** Use cases of a `MIXED` campaign. */
  subUsecases?: string[] | null | undefined;
  /** Details submitted for review, and the keywords that the campaign responds to. */
  details?:
    | {
        /** Description of the messages. */
        description?: string | null | undefined;
        /** How recipients give their consent. */
        consentFlow?: string | null | undefined;
        /** URL of a screenshot of the consent flow. */
        screenshotUrl?: string | null | undefined;
        /** First sample message. */
        sample1?: string | null | undefined;
        /** Second sample message. */
        sample2?: string | null | undefined;
        /** Third sample message, or `null`. */
        sample3?: string | null | undefined;
        /** Fourth sample message. */
        sample4?: string | null | undefined;
        /** Fifth sample message. */
        sample5?: string | null | undefined;
        /** Keywords that opt a recipient back in, such as `START`. */
        optinKeywords?: string[] | null | undefined;
        /** Keywords that opt a recipient out, such as `STOP`. */
        optoutKeywords?: string[] | null | undefined;
        /** Keywords that request help, such as `HELP`. */
        helpKeywords?: string[] | null | undefined;
        /** Automatic reply to an opt-in keyword. */
        optinMessage?: string | null | undefined;
        /** Automatic reply to an opt-out keyword. */
        optoutMessage?: string | null | undefined;
        /** Automatic reply to a help keyword. */
        helpMessage?: string | null | undefined;
        /** Other fields, as Sendo sent them. */
        [field: string]: unknown;
      }
    | null
    | undefined;
  /** Carrier limits, or `null` before approval. Sendo's documentation of these limits is incomplete. */
  limits?:
    | {
        /** Maximum number of SMS messages per minute to AT&T numbers. This meaning is inferred from the field's name. */
        smsTpmAtt?: number | null | undefined;
        /** Maximum number of MMS messages per minute to AT&T numbers. This meaning is inferred from the field's name. */
        mmsTpmAtt?: number | null | undefined;
        /** Maximum number of messages per day to T-Mobile numbers. This meaning is inferred from the field's name. */
        dailyTmoCap?: number | null | undefined;
        /** Other fields, as Sendo sent them. */
        [field: string]: unknown;
      }
    | null
    | undefined;
  /** Other fields, as Sendo sent them. */
  [field: string]: unknown;
}

/** A campaign to submit for review. */
export interface CreateCampaignRequest {
  /** Display name. */
  displayName: string;
  /** Use case, such as `MARKETING`. */
  usecase: OpenEnum<(typeof CAMPAIGN_USECASES)[number]>;
  /** Id of the brand that the campaign belongs to. */
  brandId: string;
  /** Description of the messages. */
  description: string;
  /** How recipients give their consent. */
  consentFlow: string;
  /** URL of a screenshot of the consent flow. */
  screenshotUrl?: string | undefined;
  /** First sample message. */
  sample1: string;
  /** Second sample message. */
  sample2: string;
  /** Third sample message. */
  sample3?: string | undefined;
  /** Fourth sample message. */
  sample4?: string | undefined;
  /** Fifth sample message. */
  sample5?: string | undefined;
  /** Whether to register the campaign as low volume. */
  isLowVolume?: boolean | undefined;
}

/**
 * Sendo's documentation is truncated and does not show which fields are required. A field is optional here only if the
 * documentation calls it optional.
 */
export const createCampaignRequestSchema = lazy(() =>
  inputSchema({
    displayName: stringSchema(),
    usecase: openStringSchema(CAMPAIGN_USECASES),
    brandId: idSchema("brand"),
    description: stringSchema(),
    consentFlow: stringSchema(),
    screenshotUrl: z.optional(addressSchema()),
    sample1: stringSchema(),
    sample2: stringSchema(),
    sample3: z.optional(stringSchema()),
    sample4: z.optional(stringSchema()),
    sample5: z.optional(stringSchema()),
    isLowVolume: z.optional(z.boolean("must be true or false")),
  }),
);
