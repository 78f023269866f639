import * as z from "zod/mini";
import { openEnum, type OpenEnum } from "./open-enum.js";
import { lazy } from "../internal/lazy.js";
import { idSchema, inputSchema, phoneSchema } from "./fields.js";

/** What buying a number answers. */
export const numberPurchaseSchema = lazy(() =>
  z.looseObject({
    success: z.boolean(),
    status: z.optional(openEnum(["PENDING"])),
    number: z.optional(z.string()),
    campaignId: z.optional(z.string()),
  }),
);

/** What buying a number answers. Fields that are not listed are there as Sendo sent them. */
export interface NumberPurchase {
  /** `true`: it was bought. */
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
export interface BuyNumberRequest {
  /** The number, E.164. How to learn which are for sale is not documented. */
  number: string;
  /** Campaign to attach it to; it must be fully provisioned. */
  campaignId: string;
}

/** Checks a {@link BuyNumberRequest}. */
export const buyNumberRequestSchema = lazy(() =>
  inputSchema({
    number: phoneSchema(),
    campaignId: idSchema("campaign"),
  }),
);
