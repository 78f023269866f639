import { DOCUMENTED, UNTIL_SEEN, stricterThan, entry, type Assumption } from "./assumption.js";

/** @internal Messages. */
export const MESSAGES_ASSUMPTIONS: readonly Assumption[] = [
  entry("send-needs-active-campaign", "documented", "message/send", "Only an approved campaign can send.", {
    noOption: DOCUMENTED,
  }),
  entry(
    "send-refusals-400",
    "assumed",
    "message/send",
    "A send returns 400 if its campaign is not ACTIVE or has no active number, if from is not on the campaign, and if to equals from.",
    { noOption: UNTIL_SEEN, questions: [9, 10] },
  ),
  entry("default-sender", "assumed", "message/send", "Without from, the campaign's first active number sends.", {
    noOption: "Give from if the sender matters.",
    questions: [9],
  }),
  entry(
    "body-length",
    "assumed",
    "message/send, kb/segments",
    "A body has 1 to 1500 UTF-16 units for an SMS, and 1 to 1499 for an MMS, since kb/segments says fewer than 1500 there. Lone surrogates pass unchanged.",
    {
      noOption: stricterThan(
        "a count of code points, 1500 for an MMS, and an empty body with media",
        "a count of bytes",
      ),
      questions: [11],
    },
  ),
  entry(
    "phone-form",
    "assumed",
    "message/send",
    "to and from are E.164. After +1 come ten digits, the first from 2 to 9. Numbers of other countries have 7 to 15 digits and are accepted.",
    {
      noOption: "No reading is stricter: a number that passes here may be one that Sendo does not serve.",
      questions: [8],
    },
  ),
  entry(
    "media-check",
    "assumed",
    "media",
    "Media on localhost is fetched during the send. A type outside the documented list, no response with status 200 within 5 seconds, and more than 700,000 bytes in all return 400. Nothing is fetched from other machines: there the file ending decides, and the endings of unlisted types return 400.",
    { option: "assume.localMedia", questions: [15] },
  ),
  entry(
    "media-files",
    "assumed",
    "media",
    "A sixth file returns 400; the page names the limit of 5 and no status. An empty list of mediaUrls is an SMS.",
    { noOption: UNTIL_SEEN, questions: [15] },
  ),
  entry(
    "carrier-limits",
    "assumed",
    "campaign/retrieve",
    "The limits of a campaign (smsTpmAtt, mmsTpmAtt, dailyTmoCap) are shown and never enforced. An approved campaign has 75, 50 and 2000, as in the example.",
    { noOption: "What exceeding them does is not documented." },
  ),
  entry(
    "metadata-strings",
    "assumed",
    "metadata",
    "Keys have 1 to 40 and values up to 500 UTF-16 units. Longer ones, a 51st key and values that are not strings return 400. An empty object counts as none.",
    {
      noOption: stricterThan(
        "a count of code points, empty keys, and values that are turned into strings",
        "a count of bytes",
      ),
      questions: [16],
    },
  ),
  entry("list-order", "assumed", "message/list", "Messages are listed newest first.", {
    noOption: UNTIL_SEEN,
    questions: [7],
  }),
  entry(
    "list-order-registration",
    "assumed",
    "brand/list, campaign/list",
    "Brands and campaigns are listed newest first, as in the documented examples.",
    { noOption: "The examples show it.", questions: [7] },
  ),
  entry(
    "list-limit",
    "assumed",
    "message/list, brand/list, campaign/list",
    "limit is 10 unless given, as documented. More than 100 gives 100. skip is 0 unless given, and may lie beyond the end. 0 for limit, and what is not a whole number from 0, return 400. So does an unknown direction.",
    {
      noOption: "No reading is stricter: Sendo may return more or less, or reject a large limit.",
      questions: [7],
    },
  ),
  entry(
    "status-path",
    "assumed",
    "errors, webhooks",
    "A message is CREATED, QUEUED, SENT, DELIVERED. A message to a recipient who opted out is CREATED, FAILED.",
    { option: "delays", questions: [12] },
  ),
  entry(
    "sent-at",
    "assumed",
    "message/retrieve",
    "sentAt is null until the message is SENT. On an inbound message it is 0.8 seconds before createdAt; in the example it is a few seconds before.",
    {
      noOption: "It is documented to be a time or null; when it is null is not documented.",
      questions: [13],
    },
  ),
  entry(
    "absent-fields",
    "assumed",
    "message/retrieve, webhooks",
    "Without a failure, errorCode and errorMessage are absent in retrieve and list, and null in events. Without media and metadata, mediaUrls and metadata are absent. scheduledAt is absent from a message that was never SCHEDULED.",
    { noOption: "The examples show it.", questions: [13] },
  ),
  entry("error-code-type", "assumed", "errors", "errorCode is a number.", {
    option: "assume.errorCode",
    questions: [13],
  }),
  entry(
    "stored-body",
    "assumed",
    "kb/segments",
    "The body is stored as it was given. Typographic characters of the documented table count as their replacements. A lone UCS-2 segment holds 70. GSM extension characters count twice. No character is split.",
    { noOption: UNTIL_SEEN, questions: [17] },
  ),
  entry(
    "profile-realistic",
    "assumed",
    "errors, webhooks",
    "Under the profile realistic the three steps take 0.2 to 0.8, 0.5 to 2 and 1 to 6 seconds. 3 % of messages stay SENT, 2 % have each event twice, and 2 % have DELIVERED before SENT. Under instant, the default, nothing is left to chance.",
    { option: "profile", questions: [12] },
  ),
  entry(
    "scheduling",
    "assumed",
    "errors, message/send",
    "No field asks for scheduling. A message becomes SCHEDULED by the magic number 0006 or by hand, and scheduledAt is then an hour later.",
    { noOption: "No request field is documented, and no example shows scheduledAt.", questions: [14] },
  ),
  entry(
    "failure-codes",
    "assumed",
    "errors, kb/deliverability",
    "Any four digits can be a failure code, because Sendo's list could not be read to its end. The wording of errorMessage is ours.",
    { noOption: UNTIL_SEEN, questions: [31] },
  ),
  entry(
    "magic-numbers",
    "assumed",
    "errors",
    "A failure, and everything else that should go wrong, is asked for by a magic number, a fault rule or a status set by hand. Sendo documents no such numbers.",
    { noOption: "An ordinary number is not affected.", questions: [32] },
  ),
];
