import * as z from "zod";
import { openEnum } from "../open-enum.js";
import { extraSchema, inputSchema, pageQueryShape, phoneSchema, textSchema } from "./input.schema.js";

/** A brand as Sendo shows it: whom a campaign speaks for. Tolerant: fields that are not listed are kept. */
export const brandSchema = z.looseObject({
  /** Brand id, 8 characters in every example. */
  id: z.string(),
  createdAt: z.string().optional(),
  updatedAt: z.string().optional(),
  /** Five statuses are described, three are named; the names of "waiting" and "not verified" are not documented. */
  status: openEnum(["DRAFT", "VERIFIED", "VETTED"]).optional(),
  /** Only `PRIVATE_PROFIT` is named; four others are described. */
  entityType: openEnum(["PRIVATE_PROFIT"]).optional(),
  vetted: z.boolean().optional(),
  /** Present when the brand is vetted; otherwise not documented. */
  trustScore: z.number().nullish(),
  displayName: z.string().nullish(),
  entityName: z.string().optional(),
  ein: z.string().optional(),
  website: z.string().optional(),
  privacyLink: z.string().nullish(),
  address: z
    .looseObject({
      street: z.string().optional(),
      city: z.string().optional(),
      state: z.string().optional(),
      postalCode: z.string().optional(),
      country: z.string().optional(),
    })
    .optional(),
  contact: z
    .looseObject({
      firstName: z.string().optional(),
      lastName: z.string().optional(),
      phone: z.string().optional(),
      email: z.string().optional(),
    })
    .optional(),
});

/** A brand as Sendo shows it. */
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
