import * as z from "zod/mini";
import { idSchema, inputSchema, phoneSchema, stringSchema, wholeNumberSchema } from "../api/fields.js";
import { isSendoError, type SendoError } from "../errors/errors.js";
import { lazy } from "../internal/lazy.js";
import type { Message } from "../sms/message.js";
import type { Pager } from "./pager.js";

/** Query for finding a message whose outcome is unknown. */
export interface ResolveQuery {
  /** The message's reference: `error.reference`, or the reference that you passed to `send`. */
  reference: string;
  /** Id of the campaign from which the message was sent. @defaultValue the client's `campaign` */
  campaign?: string | undefined;
  /**
   * The message's recipient, in E.164 format. If set, the search reads only messages to this number.
   *
   * @defaultValue all of the campaign's outbound messages are read
   */
  to?: string | undefined;
  /**
   * When the message was sent. Set it if your references are not unique. Messages created more than a day before this time
   * are ignored. The one-day margin allows for clock differences. If the search missed the message, your app might send it
   * again. `since` does not shorten the search, because Sendo does not document the order of the list.
   *
   * @defaultValue all messages
   */
  since?: Date | undefined;
  /**
   * Maximum number of pages to read, 1 or more. Each page contains 10 messages, which is Sendo's default page size.
   *
   * @defaultValue `100`
   */
  maxPages?: number | undefined;
}

export const resolveQuerySchema = lazy(() =>
  inputSchema({
    reference: stringSchema(),
    campaign: z.optional(idSchema("campaign")),
    to: z.optional(phoneSchema()),
    since: z.optional(z.date("must be a Date")),
    maxPages: z._default(wholeNumberSchema(1), 100),
  }),
);

/** Result of a search for a message whose outcome is unknown. */
export type Resolution =
  /** The message was found, so Sendo accepted it. */
  | {
      readonly state: "found";
      /** The message as it appears in the list. */
      readonly message: Message;
    }
  /**
   * Every page was read, and none contains the reference. This does not prove that the message was not sent, because Sendo
   * does not document how soon a message appears in the list. Search again after a few minutes before you conclude that Sendo did not accept the message.
   */
  | { readonly state: "not-found" }
  /** Not every page could be read, so the outcome is still unknown. */
  | {
      readonly state: "inconclusive";
      /** `page-limit`: none of the first `maxPages` pages contains the reference. `read-failed`: a page could not be read. */
      readonly why: "page-limit" | "read-failed";
      /** The error that occurred while a page was being read. */
      readonly error?: SendoError;
    };

/** If a clock is set to the wrong time zone, it can be off by many hours. */
const CLOCKS_MAY_DIFFER_MS = 24 * 3_600_000;

/** Searches a list of messages for a reference. Stops at the first match, at the end of the list, or after `maxPages` pages. */
export async function findReference(
  messages: Pager<Message>,
  { reference, since }: Pick<ResolveQuery, "reference" | "since">,
  maxPages: number,
): Promise<Resolution> {
  const oldestMs = since === undefined ? -Infinity : since.getTime() - CLOCKS_MAY_DIFFER_MS;
  let pages = 0;
  try {
    for await (const page of messages.pages()) {
      const message = page.find(
        (candidate) => candidate.reference === reference && !(Date.parse(candidate.createdAt ?? "") < oldestMs),
      );
      if (message !== undefined) return { state: "found", message };
      pages += 1;
      if (pages >= maxPages) return { state: "inconclusive", why: "page-limit" };
    }
  } catch (error) {
    if (!isSendoError(error) || error.code === "invalid_input") throw error;
    return { state: "inconclusive", why: "read-failed", error };
  }
  return { state: "not-found" };
}
