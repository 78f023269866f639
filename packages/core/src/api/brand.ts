import * as z from "zod/mini";
import { openEnum, type OpenEnum } from "./open-enum.js";
import { lazy } from "../internal/lazy.js";
import { inputSchema, openStringSchema, phoneSchema, stringSchema } from "./fields.js";

export const brandSchema = lazy(() =>
  z.looseObject({
    id: z.string(),
    createdAt: z.optional(z.string()),
    updatedAt: z.optional(z.string()),
    status: z.optional(openEnum(["DRAFT", "VERIFIED", "VETTED"])),
    entityType: z.optional(openEnum(["PRIVATE_PROFIT"])),
    vetted: z.optional(z.boolean()),
    trustScore: z.nullish(z.number()),
    displayName: z.nullish(z.string()),
    entityName: z.optional(z.string()),
    ein: z.optional(z.string()),
    website: z.optional(z.string()),
    privacyLink: z.nullish(z.string()),
    address: z.optional(
      z.looseObject({
        street: z.optional(z.string()),
        city: z.optional(z.string()),
        state: z.optional(z.string()),
        postalCode: z.optional(z.string()),
        country: z.optional(z.string()),
      }),
    ),
    contact: z.optional(
      z.looseObject({
        firstName: z.optional(z.string()),
        lastName: z.optional(z.string()),
        phone: z.optional(z.string()),
        email: z.optional(z.string()),
      }),
    ),
  }),
);

/** A brand: the business that a campaign sends messages for. Fields that are not listed here are returned unchanged. */
export interface Brand {
  /** Brand id. In Sendo's examples, it is always 8 characters long. */
  id: string;
  /** ISO 8601 UTC time at which the brand was created. */
  createdAt?: string | undefined;
  /** ISO 8601 UTC time of the last change. */
  updatedAt?: string | undefined;
  /**
   * Sendo's documentation describes five statuses but gives the values of only three. The values for "waiting" and
   * "not verified" are not documented.
   */
  status?: OpenEnum<"DRAFT" | "VERIFIED" | "VETTED"> | undefined;
  /** Sendo's documentation mentions five entity types but gives a value for only one of them, `PRIVATE_PROFIT`. */
  entityType?: OpenEnum<"PRIVATE_PROFIT"> | undefined;
  /** Whether the brand has been vetted. Vetting gives the brand a trust score. */
  vetted?: boolean | undefined;
  /** Trust score, if the brand has been vetted. Sendo does not document the value for other brands. */
  trustScore?: number | null | undefined;
  /** Display or "doing business as" name. */
  displayName?: string | null | undefined;
  /** Registered legal name. */
  entityName?: string | undefined;
  /** Employer identification number. */
  ein?: string | undefined;
  /** URL of a website or another online presence. */
  website?: string | undefined;
  /** URL of the privacy policy. */
  privacyLink?: string | null | undefined;
  /** Address of the business. `CreateBrandRequest` has these fields at the top level. */
  address?:
    | {
        /** Street, as it appears in the tax records. */
        street?: string | undefined;
        /** City. */
        city?: string | undefined;
        /** Two-letter state code, such as `WA`. */
        state?: string | undefined;
        /** Five-digit ZIP code. */
        postalCode?: string | undefined;
        /** Two-letter country code, such as `US`. */
        country?: string | undefined;
        /** Other fields, as Sendo sent them. */
        [field: string]: unknown;
      }
    | undefined;
  /** Support contact. `CreateBrandRequest` has these fields at the top level. */
  contact?:
    | {
        /** First name. */
        firstName?: string | undefined;
        /** Last name. */
        lastName?: string | undefined;
        /** Phone number, in E.164 format. */
        phone?: string | undefined;
        /** Email address. */
        email?: string | undefined;
        /** Other fields, as Sendo sent them. */
        [field: string]: unknown;
      }
    | undefined;
  /** Other fields, as Sendo sent them. */
  [field: string]: unknown;
}

/** A brand to create. Only accounts with reseller access can create brands. Each brand must be a private company. */
export interface CreateBrandRequest {
  /** Type of business. Sendo currently accepts only `PRIVATE_PROFIT`. */
  entityType: OpenEnum<"PRIVATE_PROFIT">;
  /** Registered legal name. */
  entityName: string;
  /** Display or "doing business as" name. */
  displayName?: string | undefined;
  /** Employer identification number (EIN) in the form `NN-NNNNNNN`. The EIN must match the legal name. */
  ein: string;
  /** URL of a website or another online presence. */
  website: string;
  /** URL of the privacy policy. Sendo does not document whether this field and the fields below are required. */
  privacyLink?: string | undefined;
  /** Street, as it appears in the tax records. */
  street?: string | undefined;
  /** City. */
  city?: string | undefined;
  /** Two-letter state code, such as `WA`. */
  state?: string | undefined;
  /** Five-digit ZIP code. */
  postalCode?: string | undefined;
  /** Two-letter country code, such as `US`. */
  country?: string | undefined;
  /** First name of the support contact. */
  firstName?: string | undefined;
  /** Last name of the support contact. */
  lastName?: string | undefined;
  /** Email address of the support contact. */
  email?: string | undefined;
  /** Phone number of the support contact, in E.164 format. */
  phone?: string | undefined;
}

/** Sendo's documentation is truncated after `website`, so the fields that follow `website` are optional here. */
export const createBrandRequestSchema = lazy(() =>
  inputSchema({
    entityType: openStringSchema(["PRIVATE_PROFIT"]),
    entityName: stringSchema(),
    displayName: z.optional(stringSchema()),
    ein: stringSchema(),
    website: stringSchema(),
    privacyLink: z.optional(stringSchema()),
    street: z.optional(stringSchema()),
    city: z.optional(stringSchema()),
    state: z.optional(stringSchema()),
    postalCode: z.optional(stringSchema()),
    country: z.optional(stringSchema()),
    firstName: z.optional(stringSchema()),
    lastName: z.optional(stringSchema()),
    email: z.optional(stringSchema()),
    phone: z.optional(phoneSchema()),
  }),
);
