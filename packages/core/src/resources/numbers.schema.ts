import * as z from "zod";
import { openEnum } from "../open-enum.js";
import { extraSchema, idSchema, inputSchema, phoneSchema } from "./input.schema.js";

/** What buying a number answers. */
export const numberPurchaseSchema = z.looseObject({
  /** `true`: it was bought. `false` is thrown as {@link SendoRefusedError}. */
  success: z.boolean(),
  /** `PENDING` in the example; further statuses are not documented. */
  status: openEnum(["PENDING"]).optional(),
  /** The number, E.164. */
  number: z.string().optional(),
  /** The campaign that it was bought for. */
  campaignId: z.string().optional(),
});

/**
 * What buying a number answers. Fields that are not listed are there as Sendo sent them.
 *
 * @interface
 */
export type NumberPurchase = z.infer<typeof numberPurchaseSchema>;

/** A number to buy. */
export const numberInputSchema = inputSchema({
  number: phoneSchema,
  campaignId: idSchema("campaign"),
  extra: extraSchema,
});
