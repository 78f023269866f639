import { DOCUMENTED, UNTIL_SEEN, STRICTER, entry, type Assumption } from "./assumption.js";

/** @internal Messages. */
export const MESSAGES_ASSUMPTIONS: readonly Assumption[] = [
  entry("send-needs-active-campaign", "documented", "message/send", "Only an approved campaign can send.", {
    noOption: DOCUMENTED,
  }),
  entry(
    "send-refusals-400",
    "assumed",
    "message/send",
    "A campaign that is not ACTIVE or has no number, a from that is not on it, and a to equal to from answer 400.",
    { noOption: UNTIL_SEEN },
  ),
  entry("default-sender", "assumed", "message/send", "Without from, the campaign's first number sends.", {
    noOption: "Give from where it matters.",
  }),
  entry(
    "body-length",
    "assumed",
    "message/send, kb/segments",
    "1 to 1500 UTF-16 units, for MMS too (one page says fewer than 1500 there); lone surrogates pass unchanged.",
    { noOption: STRICTER },
  ),
  entry("phone-form", "assumed", "message/send", "to and from are E.164; after +1 ten digits, the first from 2 to 9.", {
    noOption: STRICTER,
  }),
  entry(
    "media-check",
    "assumed",
    "media",
    "Media is judged by its file ending: endings of types outside the documented list answer 400, others pass. Nothing is fetched, so the size limit cannot be checked.",
    { noOption: "A sandbox that fetches URLs out of requests could be used to reach other machines." },
  ),
  entry(
    "metadata-strings",
    "assumed",
    "metadata",
    "Keys of 1 to 40 and values of up to 500 UTF-16 units; values that are no strings answer 400; an empty object counts as none.",
    { noOption: STRICTER },
  ),
  entry("list-order", "assumed", "message/list", "Newest first.", { noOption: UNTIL_SEEN }),
  entry(
    "list-limit",
    "assumed",
    "message/list",
    "limit is 10 unless given; more than 100 gives 100; 0, negative and other numbers answer 400.",
    { noOption: STRICTER },
  ),
  entry(
    "status-path",
    "assumed",
    "errors, webhooks",
    "CREATED, QUEUED, SENT, DELIVERED; to a recipient who opted out, CREATED and FAILED.",
    { option: "delays" },
  ),
  entry(
    "sent-at",
    "assumed",
    "message/retrieve",
    "sentAt is absent until the message is SENT. On an inbound message it is a little before createdAt, as in the example.",
    { noOption: UNTIL_SEEN },
  ),
  entry(
    "absent-fields",
    "assumed",
    "message/retrieve, webhooks",
    "errorCode and errorMessage are absent in retrieve and list, null in events, where there is no failure; mediaUrls and metadata are absent where there are none.",
    { noOption: "It is what the examples show." },
  ),
  entry("error-code-type", "assumed", "errors", "errorCode is a number.", { option: "assume.errorCode" }),
  entry(
    "stored-body",
    "assumed",
    "kb/segments",
    "The body is kept as it was given. Typographic characters of the documented table count as their replacements; a lone UCS-2 segment holds 70; GSM extension characters count twice; nothing is split.",
    { noOption: UNTIL_SEEN },
  ),
];
