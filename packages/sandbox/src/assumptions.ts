/** One behaviour of the sandbox, and how sure it is that the real API does the same. */
export interface Assumption {
  /** Stable name. */
  readonly id: string;
  /** What the sandbox does. */
  readonly statement: string;
  /** `documented`: Sendo says so. `assumed`: Sendo's documents are silent or disagree, and this is our reading. */
  readonly grade: "documented" | "assumed";
  /** The page that says so, or that leaves it open. */
  readonly source: string;
  /** The option of {@link startSandbox} that changes it. */
  readonly option?: string;
  /** Why there is no such option. Exactly one of this and `option` is there. */
  readonly noOption?: string;
}

const DOCUMENTED = "It is documented.";
const UNTIL_SEEN = "One reading is enough until somebody reports another; no app should depend on it.";
const STRICTER = "It is the stricter reading: what passes here passes under the other ones.";

/**
 * Every choice that an app could notice and that Sendo's documents leave open, beside the documented rules that are easily
 * taken for one. Where several readings are possible the sandbox takes the one that is harder on the app.
 */
export const ASSUMPTIONS: readonly Assumption[] = [
  // Protocol
  entry("missing-key-401", "documented", "introduction", "A missing key answers 401, a wrong key 403.", {
    noOption: DOCUMENTED,
  }),
  entry(
    "other-scheme-401",
    "assumed",
    "introduction",
    "An Authorization header of another scheme counts as a missing key.",
    { noOption: UNTIL_SEEN },
  ),
  entry("error-body", "documented", "message/send and others", 'A failed call has the body { "error": string }.', {
    noOption: DOCUMENTED,
  }),
  entry(
    "failed-write-body",
    "assumed",
    "message/send",
    "A refused POST or PATCH has success: false beside error, since success is marked required; answers that come before the endpoint (401, 403, 404, 405, 429) have error only.",
    { noOption: UNTIL_SEEN },
  ),
  entry(
    "unknown-endpoint-404",
    "assumed",
    "introduction",
    "A path that does not exist answers 404; a wrong method on one that does, 405 with Allow.",
    { noOption: UNTIL_SEEN },
  ),
  entry(
    "bad-json-400",
    "assumed",
    "introduction",
    "Broken JSON, a body that is no object, and another Content-Type than application/json answer 400; unknown fields are ignored; null counts as not given.",
    { noOption: UNTIL_SEEN },
  ),
  entry(
    "body-size-413",
    "assumed",
    "introduction",
    "A request body over 256 KiB answers 413. The largest legal send fits.",
    { noOption: UNTIL_SEEN },
  ),
  entry(
    "id-404-parameter-400",
    "assumed",
    "introduction",
    "An id in the path that does not exist answers 404; one in the query or body is a bad parameter, 400.",
    { noOption: UNTIL_SEEN },
  ),
  entry(
    "rate-window",
    "assumed",
    "introduction",
    "At most the limit in any second whatever, counted for each key; refused requests do not count.",
    { option: "window" },
  ),
  entry("rate-reset", "assumed", "introduction", "X-RateLimit-Reset is in whole epoch seconds.", {
    option: "resetFormat",
  }),
  entry("retry-after", "assumed", "introduction", "A 429 has no Retry-After.", { option: "retryAfter" }),
  // Messages
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
  // Webhooks
  entry(
    "webhook-retries",
    "documented",
    "webhooks",
    "Six retries after the first attempt, the first after 60 s, each wait doubled: 63 minutes.",
    { noOption: DOCUMENTED },
  ),
  entry(
    "webhook-timeout",
    "assumed",
    "webhooks",
    "A receiver has 10 seconds. No answer is a failure like a status that is not 2XX.",
    { option: "webhookTimeoutMs" },
  ),
  entry("webhook-redirects", "assumed", "webhooks", "A redirect is a failure and is not followed.", {
    noOption: "Only 2XX is documented as success.",
  }),
  entry(
    "webhook-event-id",
    "assumed",
    "webhooks",
    "An event has the same id and timestamp at every retry, and another id for every webhook.",
    { noOption: STRICTER },
  ),
  entry("webhook-order", "assumed", "webhooks", "An event does not wait for an earlier one whose delivery failed.", {
    noOption: UNTIL_SEEN,
  }),
  entry(
    "webhook-token",
    "assumed",
    "webhooks, campaign/create-webhook",
    "X-Webhook-Token is the webhook's signature.",
    { noOption: "Two pages together say so." },
  ),
  entry(
    "event-status",
    "assumed",
    "webhooks",
    "message.status has the envelope of message.incoming, with the message as retrieve shows it.",
    { noOption: "Nothing of its real body could be read." },
  ),
  entry(
    "event-optout",
    "assumed",
    "webhooks",
    "recipient.optout has the envelope of message.incoming; its message is the text that opted out.",
    { noOption: "Nothing of its real body could be read." },
  ),
  entry(
    "event-created",
    "assumed",
    "webhooks",
    "CREATED raises no event; every later status does, those of automatic answers included.",
    { option: "assume.createdRaisesEvent" },
  ),
  entry(
    "webhook-patch-numbers",
    "assumed",
    "webhook/update",
    "A PATCH without numbers leaves them as they are; an empty list means all.",
    { noOption: UNTIL_SEEN },
  ),
  // Opt-out
  entry(
    "keyword-match",
    "assumed",
    "kb/keywords",
    "A keyword is a whole word in any case, anywhere in the text. STOP goes before START, START before HELP.",
    { noOption: STRICTER },
  ),
  entry("keyword-incoming", "assumed", "webhooks", "A text with a keyword raises message.incoming too.", {
    option: "assume.keywordsRaiseIncoming",
  }),
  entry(
    "optout-1310",
    "documented",
    "kb/keywords",
    "After STOP, messages of this campaign to the recipient fail with 1310 until START.",
    { noOption: DOCUMENTED },
  ),
  entry("optout-send-200", "assumed", "kb/keywords", "Such a send answers 200 and becomes FAILED.", {
    noOption: 'The page says "fail with an error code", which is how deliveries fail.',
  }),
  entry(
    "automatic-answers",
    "assumed",
    "kb/keywords",
    "Answers to STOP, START and HELP are OUTBOUND messages in the list; STOP is answered, and raises its event, every time.",
    { noOption: UNTIL_SEEN },
  ),
  // Registration
  entry("create-200", "documented", "introduction", "Creates answer 200.", { noOption: DOCUMENTED }),
  entry("reseller", "assumed", "brand/create", "Every tenant may create brands, as a reseller may.", {
    noOption: UNTIL_SEEN,
  }),
  entry(
    "required-fields",
    "assumed",
    "brand/create, campaign/create",
    "All fields but displayName of a brand, and screenshotUrl, sample3 to sample5 and isLowVolume of a campaign, are required, and checked for their form.",
    { noOption: STRICTER },
  ),
  entry(
    "first-status",
    "assumed",
    "brand/create, campaign/create",
    "A new brand is VERIFIED. A new campaign is PENDING (the example shows ACTIVE, the text a review of days) until approveCampaign().",
    { noOption: "The names of the other statuses are not known." },
  ),
  entry(
    "usecase",
    "assumed",
    "campaign/create",
    "usecase is one of the ten names; MIXED, which the documents show in answers only, is refused.",
    { noOption: STRICTER },
  ),
  entry(
    "null-limits",
    "assumed",
    "campaign/create",
    "Before approval monthlyFee is null, and so is each of the limits.",
    { noOption: UNTIL_SEEN },
  ),
  entry(
    "no-balance",
    "assumed",
    "campaign/create, number/buy",
    "There is no balance: nothing is charged, and nothing fails for want of money.",
    { noOption: "No endpoint shows a balance, and its failure is not known." },
  ),
  entry(
    "number-buy",
    "assumed",
    "number/buy",
    "An approved campaign counts as fully provisioned, with or without numbers. A bought number answers PENDING and can be used at once; one that the tenant has already, a toll-free and a foreign one answer 400.",
    { noOption: "No endpoint shows what becomes of PENDING." },
  ),
  entry(
    "webhook-object",
    "assumed",
    "campaign/create-webhook",
    "A webhook without a name has no name field; one for all numbers has an empty list. Its URL may be http, since apps on this machine rarely have a certificate. Lists are newest first.",
    { noOption: UNTIL_SEEN },
  ),
];

function entry(
  id: string,
  grade: Assumption["grade"],
  source: string,
  statement: string,
  rest: { readonly option: string } | { readonly noOption: string },
): Assumption {
  return { id, grade, source, statement, ...rest };
}
