import * as z from "zod";
import { openEnum } from "../open-enum.js";
import { extraSchema, idSchema, inputSchema, phoneSchema } from "./input.schema.js";

/** What buying a number answers. */
export const numberPurchaseSchema = z.looseObject({
  success: z.boolean(),
  /** `PENDING` in the example; further statuses are not documented. */
  status: openEnum(["PENDING"]).optional(),
  /** The number, E.164. */
  number: z.string().optional(),
  campaignId: z.string().optional(),
});

/** What buying a number answers. */
export type NumberPurchase = z.infer<typeof numberPurchaseSchema>;

/** A number to buy. */
export const numberInputSchema = inputSchema({
  number: phoneSchema,
  campaignId: idSchema("campaign"),
  extra: extraSchema,
});
