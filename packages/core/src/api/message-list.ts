import * as z from "zod/mini";
import { lazy } from "../internal/lazy.js";
import { idSchema, inputSchema, phoneSchema } from "./fields.js";
import { pageQueryShape, type PageQuery } from "./page-query.js";

/** How a campaign's messages are listed, as the API takes it. */
export interface MessageListRequest extends PageQuery {
  /** Campaign whose messages are listed. */
  campaign: string;
  /** Only inbound (`INBOUND`) or only outbound (`OUTBOUND`) messages. @defaultValue both */
  direction?: "INBOUND" | "OUTBOUND" | undefined;
  /** Only messages to or from this number, E.164. @defaultValue all */
  number?: string | undefined;
}

/** Checks a {@link MessageListRequest}. */
export const messageListRequestSchema = lazy(() =>
  inputSchema({
    campaign: idSchema("campaign"),
    direction: z.optional(z.enum(["INBOUND", "OUTBOUND"], "must be INBOUND or OUTBOUND")),
    number: z.optional(phoneSchema()),
    ...pageQueryShape(),
  }),
);
