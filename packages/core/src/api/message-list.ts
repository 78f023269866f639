import * as z from "zod/mini";
import { lazy } from "../internal/lazy.js";
import { idSchema, inputSchema, phoneSchema } from "./fields.js";
import { pageQueryShape, type PageQuery } from "./page-query.js";

/** Query for listing a campaign's messages, in the format that the API accepts. */
export interface MessageListRequest extends PageQuery {
  /** Id of the campaign whose messages are listed. */
  campaign: string;
  /** List only inbound (`INBOUND`) or only outbound (`OUTBOUND`) messages. @defaultValue both */
  direction?: "INBOUND" | "OUTBOUND" | undefined;
  /** List only messages to or from this phone number (E.164 format). @defaultValue all */
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
