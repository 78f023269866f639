import * as z from "zod/mini";
import { openEnum, type OpenEnum } from "./open-enum.js";
import { lazy } from "../internal/lazy.js";
import { idSchema, inputSchema, phoneSchema } from "./fields.js";

export const numberPurchaseSchema = lazy(() =>
  z.looseObject({
    success: z.boolean(),
    status: z.optional(openEnum(["PENDING"])),
    number: z.optional(z.string()),
    campaignId: z.optional(z.string()),
  }),
);

/** Sendo's response to a phone number purchase. Fields that are not listed here are returned unchanged. */
export interface NumberPurchase {
  /** `true` if the number was bought. */
  success: boolean;
  /** The status in Sendo's example is `PENDING`. Sendo documents no other statuses. */
  status?: OpenEnum<"PENDING"> | undefined;
  /** The phone number, in E.164 format. */
  number?: string | undefined;
  /** Id of the campaign that the number was bought for. */
  campaignId?: string | undefined;
  /** Other fields, as Sendo sent them. */
  [field: string]: unknown;
}

/** A phone number to buy. */
export interface BuyNumberRequest {
  /** The phone number, in E.164 format. Sendo does not document how to find numbers that are for sale. */
  number: string;
  /** Id of the campaign that will use the number. The campaign must be fully provisioned. */
  campaignId: string;
}

export const buyNumberRequestSchema = lazy(() =>
  inputSchema({
    number: phoneSchema(),
    campaignId: idSchema("campaign"),
  }),
);
