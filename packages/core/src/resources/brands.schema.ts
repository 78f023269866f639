import * as z from "zod";
import { openEnum } from "../open-enum.js";
import { extraSchema, inputSchema, pageQueryShape, phoneSchema, textSchema } from "./input.schema.js";

/** A brand as Sendo shows it: whom a campaign speaks for. Tolerant: fields that are not listed are kept. */
export const brandSchema = z.looseObject({
  /** Brand id, 8 characters in every example. */
  id: z.string(),
  /** ISO 8601 UTC time at which it was created. */
  createdAt: z.string().optional(),
  /** ISO 8601 UTC time of the last change. */
  updatedAt: z.string().optional(),
  /** Five statuses are described, three are named; the names of "waiting" and "not verified" are not documented. */
  status: openEnum(["DRAFT", "VERIFIED", "VETTED"]).optional(),
  /** Only `PRIVATE_PROFIT` is named; four others are described. */
  entityType: openEnum(["PRIVATE_PROFIT"]).optional(),
  /** Whether it was vetted, which is what gives it a trust score. */
  vetted: z.boolean().optional(),
  /** Present when the brand is vetted; otherwise not documented. */
  trustScore: z.number().nullish(),
  /** Display or "doing business as" name. */
  displayName: z.string().nullish(),
  /** Registered legal name. */
  entityName: z.string().optional(),
  /** Employer identification number. */
  ein: z.string().optional(),
  /** Site or other presence on the web. */
  website: z.string().optional(),
  /** Address of the privacy policy. */
  privacyLink: z.string().nullish(),
  /** Where it is; flat in {@link BrandInput}, nested here. */
  address: z
    .looseObject({
      /** Street, as in the tax records. */
      street: z.string().optional(),
      /** City. */
      city: z.string().optional(),
      /** Two letters, such as `WA`. */
      state: z.string().optional(),
      /** Five digits. */
      postalCode: z.string().optional(),
      /** Two letters, such as `US`. */
      country: z.string().optional(),
    })
    .optional(),
  /** Whom to ask; flat in {@link BrandInput}, nested here. */
  contact: z
    .looseObject({
      /** First name. */
      firstName: z.string().optional(),
      /** Last name. */
      lastName: z.string().optional(),
      /** Phone number, E.164. */
      phone: z.string().optional(),
      /** E-mail address. */
      email: z.string().optional(),
    })
    .optional(),
});

/**
 * A brand as Sendo shows it: whom a campaign speaks for. Fields that are not listed are there as Sendo sent them.
 *
 * @interface
 */
export type Brand = z.infer<typeof brandSchema>;

/** What a new brand needs. The flags of the fields after `website` are cut off in Sendo's documents: they are optional here. */
export const brandInputSchema = inputSchema({
  entityType: textSchema,
  entityName: textSchema,
  displayName: textSchema.optional(),
  ein: textSchema,
  website: textSchema,
  privacyLink: textSchema.optional(),
  street: textSchema.optional(),
  city: textSchema.optional(),
  state: textSchema.optional(),
  postalCode: textSchema.optional(),
  country: textSchema.optional(),
  firstName: textSchema.optional(),
  lastName: textSchema.optional(),
  email: textSchema.optional(),
  phone: phoneSchema.optional(),
  extra: extraSchema,
});

/** `limit` and `skip`. */
export const pageQuerySchema = inputSchema(pageQueryShape);
