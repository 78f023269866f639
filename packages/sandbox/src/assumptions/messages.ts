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
    "A campaign that is not ACTIVE or has no number, a from that is not on it, and a to equal to from answer 400.",
    { noOption: UNTIL_SEEN, questions: [9, 10] },
  ),
  entry("default-sender", "assumed", "message/send", "Without from, the campaign's first number sends.", {
    noOption: "Give from where it matters.",
    questions: [9],
  }),
  entry(
    "body-length",
    "assumed",
    "message/send, kb/segments",
    "1 to 1500 UTF-16 units for an SMS, 1 to 1499 for an MMS, since kb/segments says fewer than 1500 there. Lone surrogates pass unchanged.",
    {
      noOption: stricterThan(
        "a count of code points, 1500 for an MMS, and an empty body with media",
        "a count of bytes",
      ),
      questions: [11],
    },
  ),
  entry("phone-form", "assumed", "message/send", "to and from are E.164; after +1 ten digits, the first from 2 to 9.", {
    noOption: "Neither reading is stricter: a number that passes here may be one that Sendo does not serve.",
    questions: [8],
  }),
  entry(
    "media-check",
    "assumed",
    "media",
    "Media on this machine is fetched at the send: a type outside the documented list, no answer, or more than 700,000 bytes in all answer 400. Nothing is fetched from elsewhere: there the file ending decides, and those of unlisted types answer 400.",
    { option: "assume.localMedia", test: "test/api/media.test.ts", questions: [15] },
  ),
  entry(
    "media-files",
    "assumed",
    "media",
    "A sixth file answers 400; the page names the limit of 5 and no status. An empty list of mediaUrls is an SMS.",
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
    "Keys of 1 to 40 and values of up to 500 UTF-16 units; values that are no strings answer 400; an empty object counts as none.",
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
    { noOption: "It is what the examples show.", questions: [7] },
  ),
  entry(
    "list-limit",
    "assumed",
    "message/list",
    "limit is 10 unless given; more than 100 gives 100; 0, negative and other numbers answer 400.",
    {
      noOption: "Neither reading is stricter: Sendo may return more or less, or reject a large limit.",
      questions: [7],
    },
  ),
  entry(
    "status-path",
    "assumed",
    "errors, webhooks",
    "CREATED, QUEUED, SENT, DELIVERED; to a recipient who opted out, CREATED and FAILED.",
    { option: "delays", test: "test/engine/lifecycle.test.ts", questions: [12] },
  ),
  entry(
    "sent-at",
    "assumed",
    "message/retrieve",
    "sentAt is null until the message is SENT. On an inbound message it is 0.8 seconds before createdAt; in the example it is a few seconds before.",
    { noOption: "It is documented to be a time or null; when it is which is not.", questions: [13] },
  ),
  entry(
    "absent-fields",
    "assumed",
    "message/retrieve, webhooks",
    "errorCode and errorMessage are absent in retrieve and list, null in events, where there is no failure; mediaUrls and metadata are absent where there are none; scheduledAt is absent from a message that was never SCHEDULED.",
    { noOption: "It is what the examples show.", questions: [13] },
  ),
  entry("error-code-type", "assumed", "errors", "errorCode is a number.", {
    option: "assume.errorCode",
    test: "test/engine/opt-out.test.ts",
    questions: [13],
  }),
  entry(
    "stored-body",
    "assumed",
    "kb/segments",
    "The body is kept as it was given. Typographic characters of the documented table count as their replacements; a lone UCS-2 segment holds 70; GSM extension characters count twice; nothing is split.",
    { noOption: UNTIL_SEEN, questions: [17] },
  ),
  entry(
    "profile-realistic",
    "assumed",
    "errors, webhooks",
    "Under the profile realistic the three steps take 0.2 to 0.8, 0.5 to 2 and 1 to 6 seconds; 3 % of messages stay SENT, the events of 2 % come twice and those of 2 % with DELIVERED before SENT. Under instant, the usual one, nothing is left to chance.",
    { option: "profile", test: "test/engine/profiles.test.ts", questions: [12] },
  ),
  entry(
    "scheduling",
    "assumed",
    "errors, message/send",
    "No field asks for scheduling. SCHEDULED comes about by the magic number 0006 and by hand; scheduledAt is then an hour later.",
    { noOption: "No request field is documented, and no example shows scheduledAt.", questions: [14] },
  ),
  entry(
    "failure-codes",
    "assumed",
    "errors, kb/deliverability",
    "Any four digits can be a failure code: Sendo's list could not be read to its end. The texts of errorMessage are ours.",
    { noOption: UNTIL_SEEN, questions: [31] },
  ),
  entry(
    "magic-numbers",
    "assumed",
    "errors",
    "A failure, and everything else that should go wrong, is asked for by a magic number, a fault rule or a status set by hand. Sendo documents no such numbers: there they are numbers like any other.",
    { noOption: "An ordinary number is not affected.", questions: [32] },
  ),
];
