import * as z from "zod/mini";
import { idSchema, inputSchema, phoneSchema, textSchema, wholeNumberSchema } from "../api/fields.js";
import { isSendoError, type SendoError } from "../errors/errors.js";
import { lazy } from "../internal/lazy.js";
import type { Message } from "../sms/message.js";
import type { Pager } from "./pager.js";

/** Which send to look for. */
export interface ResolveQuery {
  /** The reference of the send: `error.reference`, or your own. */
  reference: string;
  /** Campaign that it was sent from. @defaultValue the client's `campaign` */
  campaign?: string | undefined;
  /**
   * Recipient of the send, E.164. Only messages with this number are read then.
   *
   * @defaultValue all outbound messages of the campaign are read
   */
  to?: string | undefined;
  /**
   * Only messages created at this time or later count, for references that are not unique. A day is allowed for clocks that differ, since a
   * message that is not found may be sent twice. The list is read to its end anyway, because its order is not documented.
   *
   * @defaultValue all messages
   */
  since?: Date | undefined;
  /** Longest list that is read, in pages of 10 (Sendo's default): 1 or more. @defaultValue `100` */
  maxPages?: number | undefined;
}

/** Checks a {@link ResolveQuery}. */
export const resolveQuerySchema = lazy(() =>
  inputSchema({
    reference: textSchema(),
    campaign: z.optional(idSchema("campaign")),
    to: z.optional(phoneSchema()),
    since: z.optional(z.date("must be a Date")),
    maxPages: z._default(wholeNumberSchema(1), 100),
  }),
);

/** What looking for a send has found. */
export type Resolution =
  /** Sendo has the message: it was accepted. */
  | {
      readonly state: "found";
      /** The message, as the list shows it. */
      readonly message: Message;
    }
  /**
   * Every page was read and the reference is not there. That is evidence, not proof: how soon a message appears in the list
   * is not documented. Ask again after some minutes before you decide that it was never accepted.
   */
  | { readonly state: "not-found" }
  /** Not every page could be read, so nothing is known: `page-limit` or `read-failed`, with the error. */
  | {
      readonly state: "inconclusive";
      /** `page-limit`: the list is longer than `maxPages`. `read-failed`: a page could not be read. */
      readonly why: "page-limit" | "read-failed";
      /** What went wrong with the page. */
      readonly error?: SendoError;
    };

/** More than any time zone that was taken for UTC. */
const CLOCKS_MAY_DIFFER_MS = 24 * 3_600_000;

/** Looks for a reference in a list of messages, to its very end. */
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
