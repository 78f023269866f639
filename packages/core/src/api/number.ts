import * as z from "zod";
import { openEnum, type OpenEnum } from "./open-enum.js";
import { extraSchema, idSchema, inputSchema, phoneSchema } from "./input.js";

/** What buying a number answers. */
export const numberPurchaseSchema = z.looseObject({
  success: z.boolean(),
  status: openEnum(["PENDING"]).optional(),
  number: z.string().optional(),
  campaignId: z.string().optional(),
});

/** What buying a number answers. Fields that are not listed are there as Sendo sent them. */
export interface NumberPurchase {
  /** `true`: it was bought. `false` is thrown as {@link SendoRejectedError}. */
  success: boolean;
  /** `PENDING` in the example; further statuses are not documented. */
  status?: OpenEnum<"PENDING"> | undefined;
  /** The number, E.164. */
  number?: string | undefined;
  /** The campaign that it was bought for. */
  campaignId?: string | undefined;
  /** Fields that are not listed, as Sendo sent them. */
  [field: string]: unknown;
}

/** A number to buy. */
export const numberInputSchema = inputSchema({
  number: phoneSchema,
  campaignId: idSchema("campaign"),
  extra: extraSchema,
});
