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
    "1 to 1500 UTF-16 units, for MMS too (one page says fewer than 1500 there); lone surrogates pass unchanged.",
    { noOption: STRICTER, questions: [11] },
  ),
  entry("phone-form", "assumed", "message/send", "to and from are E.164; after +1 ten digits, the first from 2 to 9.", {
    noOption: STRICTER,
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
    "metadata-strings",
    "assumed",
    "metadata",
    "Keys of 1 to 40 and values of up to 500 UTF-16 units; values that are no strings answer 400; an empty object counts as none.",
    { noOption: STRICTER, questions: [16] },
  ),
  entry("list-order", "assumed", "message/list", "Newest first.", { noOption: UNTIL_SEEN, questions: [7] }),
  entry(
    "list-limit",
    "assumed",
    "message/list",
    "limit is 10 unless given; more than 100 gives 100; 0, negative and other numbers answer 400.",
    { noOption: STRICTER, questions: [7] },
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
    "sentAt is absent until the message is SENT. On an inbound message it is a little before createdAt, as in the example.",
    { noOption: UNTIL_SEEN, questions: [13] },
  ),
  entry(
    "absent-fields",
    "assumed",
    "message/retrieve, webhooks",
    "errorCode and errorMessage are absent in retrieve and list, null in events, where there is no failure; mediaUrls and metadata are absent where there are none.",
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
    "No field asks for scheduling. SCHEDULED comes about by the magic number 0006 and by hand, and shows no time.",
    { noOption: "Neither the request's field nor the object's could be read.", questions: [14] },
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
