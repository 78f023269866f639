import * as z from "zod/mini";
import { openEnum, type OpenEnum } from "./open-enum.js";
import { lazy } from "../internal/lazy.js";
import { inputSchema, openTextSchema, phoneSchema, textSchema } from "./fields.js";

/** A brand as Sendo shows it: whom a campaign speaks for. Tolerant: fields that are not listed are kept. */
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

/** A brand as Sendo shows it: whom a campaign speaks for. Fields that are not listed are there as Sendo sent them. */
export interface Brand {
  /** Brand id, 8 characters in every example. */
  id: string;
  /** ISO 8601 UTC time at which it was created. */
  createdAt?: string | undefined;
  /** ISO 8601 UTC time of the last change. */
  updatedAt?: string | undefined;
  /** Five statuses are described, three are named; the names of "waiting" and "not verified" are not documented. */
  status?: OpenEnum<"DRAFT" | "VERIFIED" | "VETTED"> | undefined;
  /** Only `PRIVATE_PROFIT` is named; four others are described. */
  entityType?: OpenEnum<"PRIVATE_PROFIT"> | undefined;
  /** Whether it was vetted, which is what gives it a trust score. */
  vetted?: boolean | undefined;
  /** Present when the brand is vetted; otherwise not documented. */
  trustScore?: number | null | undefined;
  /** Display or "doing business as" name. */
  displayName?: string | null | undefined;
  /** Registered legal name. */
  entityName?: string | undefined;
  /** Employer identification number. */
  ein?: string | undefined;
  /** Site or other presence on the web. */
  website?: string | undefined;
  /** Address of the privacy policy. */
  privacyLink?: string | null | undefined;
  /** Where it is; flat in `BrandInput`, nested here. */
  address?:
    | {
        /** Street, as in the tax records. */
        street?: string | undefined;
        /** City. */
        city?: string | undefined;
        /** Two letters, such as `WA`. */
        state?: string | undefined;
        /** Five digits. */
        postalCode?: string | undefined;
        /** Two letters, such as `US`. */
        country?: string | undefined;
        /** Fields that are not listed, as Sendo sent them. */
        [field: string]: unknown;
      }
    | undefined;
  /** Whom to ask; flat in `BrandInput`, nested here. */
  contact?:
    | {
        /** First name. */
        firstName?: string | undefined;
        /** Last name. */
        lastName?: string | undefined;
        /** Phone number, E.164. */
        phone?: string | undefined;
        /** E-mail address. */
        email?: string | undefined;
        /** Fields that are not listed, as Sendo sent them. */
        [field: string]: unknown;
      }
    | undefined;
  /** Fields that are not listed, as Sendo sent them. */
  [field: string]: unknown;
}

/** A brand to register. Only private companies, by accounts that are enabled as resellers. */
export interface CreateBrandRequest {
  /** Sendo takes `PRIVATE_PROFIT` only at present. */
  entityType: OpenEnum<"PRIVATE_PROFIT">;
  /** Registered legal name. */
  entityName: string;
  /** Display or "doing business as" name. */
  displayName?: string | undefined;
  /** Employer identification number, which must match the legal name: `NN-NNNNNNN`. */
  ein: string;
  /** Site or other presence on the web. */
  website: string;
  /** Address of the privacy policy. Whether this field and those below are required is not documented. */
  privacyLink?: string | undefined;
  /** Street, as in the tax records. */
  street?: string | undefined;
  /** City. */
  city?: string | undefined;
  /** Two letters, such as `WA`. */
  state?: string | undefined;
  /** Five digits. */
  postalCode?: string | undefined;
  /** Two letters, such as `US`. */
  country?: string | undefined;
  /** First name of the support contact. */
  firstName?: string | undefined;
  /** Last name of the support contact. */
  lastName?: string | undefined;
  /** E-mail address of the support contact. */
  email?: string | undefined;
  /** Phone number of the support contact, E.164. */
  phone?: string | undefined;
}

/** What a new brand needs. The flags of the fields after `website` are cut off in Sendo's documents: they are optional here. */
export const createBrandRequestSchema = lazy(() =>
  inputSchema({
    entityType: openTextSchema(["PRIVATE_PROFIT"]),
    entityName: textSchema(),
    displayName: z.optional(textSchema()),
    ein: textSchema(),
    website: textSchema(),
    privacyLink: z.optional(textSchema()),
    street: z.optional(textSchema()),
    city: z.optional(textSchema()),
    state: z.optional(textSchema()),
    postalCode: z.optional(textSchema()),
    country: z.optional(textSchema()),
    firstName: z.optional(textSchema()),
    lastName: z.optional(textSchema()),
    email: z.optional(textSchema()),
    phone: z.optional(phoneSchema()),
  }),
);
