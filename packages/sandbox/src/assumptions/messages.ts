import { DOCUMENTED, UNTIL_SEEN, stricterThan, entry, type Assumption } from "./assumption.js";

export const MESSAGES_ASSUMPTIONS: readonly Assumption[] = [
  entry(
    "send-needs-active-campaign",
    "documented",
    "message/send",
    "Messages can be sent only with an approved campaign.",
    {
      noOption: DOCUMENTED,
    },
  ),
  entry(
    "send-refusals-400",
    "assumed",
    "message/send",
    "A send request returns 400 if its campaign is not ACTIVE or has no active number. It also returns 400 if `from` is not one of the campaign's numbers or if `to` equals `from`.",
    { noOption: UNTIL_SEEN, questions: [9, 10] },
  ),
  entry(
    "default-sender",
    "assumed",
    "message/send",
    "A message without `from` is sent from the campaign's first active number.",
    {
      noOption: "Set `from` if it matters which number sends the message.",
      questions: [9],
    },
  ),
  entry(
    "body-length",
    "assumed",
    "message/send, kb/segments",
    "The body of an SMS has 1 to 1500 UTF-16 code units. The body of an MMS has 1 to 1499 code units, because kb/segments says fewer than 1500. Lone surrogates are passed on unchanged.",
    {
      noOption: stricterThan(
        "a limit counted in code points, an MMS limit of 1500 code units, and acceptance of an empty body with media",
        "a limit counted in bytes",
      ),
      questions: [11],
    },
  ),
  entry(
    "phone-form",
    "assumed",
    "message/send",
    "`to` and `from` are E.164 numbers. After +1, there are ten digits, and the first digit is between 2 and 9. Numbers in other countries are accepted if they have 7 to 15 digits.",
    {
      noOption: "No single interpretation is the strictest. Sendo might not support a number that the sandbox accepts.",
      questions: [8],
    },
  ),
  entry(
    "media-check",
    "assumed",
    "media",
    "The sandbox fetches media from localhost before it responds to the send request. It returns 400 if a file's type is not on the documented list, or if the files exceed 700,000 bytes in total. It also returns 400 if a media URL does not return status 200 within 5 seconds. It does not fetch media from other machines. Instead, it returns 400 if the URL's file extension belongs to a type that is not on the list.",
    { option: "assume.localMedia", questions: [15] },
  ),
  entry(
    "media-files",
    "assumed",
    "media",
    "A send request with more than 5 media files returns 400. The page documents the limit, but not how Sendo responds to a message that exceeds it. A message with an empty mediaUrls list is an SMS.",
    { noOption: UNTIL_SEEN, questions: [15] },
  ),
  entry(
    "carrier-limits",
    "assumed",
    "campaign/retrieve",
    "A campaign's limits (smsTpmAtt, mmsTpmAtt, dailyTmoCap) are returned but never enforced. For an approved campaign, they are 75, 50 and 2000, as in the documented example.",
    { noOption: "Sendo does not document what happens when a message exceeds a limit." },
  ),
  entry(
    "metadata-strings",
    "assumed",
    "metadata",
    "Keys have 1 to 40 UTF-16 code units, and values have up to 500. A request returns 400 if a key or value is too long, if there are more than 50 keys, or if a value is not a string. An empty object counts as no metadata.",
    {
      noOption: stricterThan(
        "limits counted in code points, acceptance of empty keys, and conversion of values to strings",
        "limits counted in bytes",
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
    { noOption: "The documented examples show this order.", questions: [7] },
  ),
  entry(
    "list-limit",
    "assumed",
    "message/list, brand/list, campaign/list",
    "`limit` defaults to 10, as documented. A `limit` above 100 is treated as 100. `skip` defaults to 0 and can exceed the number of items. A request returns 400 if `limit` is 0, if `limit` or `skip` is negative or fractional, or if `direction` is unknown.",
    {
      noOption:
        "No single interpretation is the strictest. Sendo might return more or fewer items than the sandbox, or reject a large limit.",
      questions: [7],
    },
  ),
  entry(
    "status-path",
    "assumed",
    "errors, webhooks",
    "A message's status changes from CREATED to QUEUED, then SENT, then DELIVERED. A message to a recipient who opted out goes from CREATED to FAILED.",
    { option: "delays", questions: [12] },
  ),
  entry(
    "sent-at",
    "assumed",
    "message/retrieve",
    "sentAt is null until the message is SENT. An inbound message's sentAt is 0.8 seconds before its createdAt. In the documented example, sentAt is a few seconds before createdAt.",
    {
      noOption: "The documentation says that `sentAt` is a time or null. It does not say when `sentAt` is null.",
      questions: [13],
    },
  ),
  entry(
    "absent-fields",
    "assumed",
    "message/retrieve, webhooks",
    "If a message has not failed, the retrieve and list endpoints omit errorCode and errorMessage. In events, both fields are null. mediaUrls is omitted if the message has no media, and metadata is omitted if the message has no metadata. A message that was never SCHEDULED has no scheduledAt field.",
    { noOption: "The documented examples show this.", questions: [13] },
  ),
  entry("error-code-type", "assumed", "errors", "errorCode is a number.", {
    option: "assume.errorCode",
    questions: [13],
  }),
  entry(
    "stored-body",
    "assumed",
    "kb/segments",
    "The body is stored unchanged. Segments are counted as if the typographic characters in the documented table had been replaced. One UCS-2 segment has 70 characters. Each GSM extension character counts as two characters. No character is split between two segments.",
    { noOption: UNTIL_SEEN, questions: [17] },
  ),
  entry(
    "profile-realistic",
    "assumed",
    "errors, webhooks",
    "With the `realistic` profile, a message becomes QUEUED after 0.2 to 0.8 seconds. It becomes SENT 0.5 to 2 seconds later, and DELIVERED 1 to 6 seconds after that. 3% of messages stay SENT. For 2% of messages, each event is sent twice. For another 2%, the DELIVERED event is sent before the SENT event. With the default profile, `instant`, nothing is random.",
    { option: "profile", questions: [12] },
  ),
  entry(
    "scheduling",
    "assumed",
    "errors, message/send",
    "The API has no request field for scheduling a message. A message becomes SCHEDULED only if you send it to the magic number 0006 or set its status yourself. Its scheduledAt is one hour after the status change.",
    { noOption: "No request field for scheduling is documented, and no example shows scheduledAt.", questions: [14] },
  ),
  entry(
    "failure-codes",
    "assumed",
    "errors, kb/deliverability",
    "The sandbox accepts any number from 1000 to 9999 as a failure code, because part of Sendo's list is unreadable. The sandbox uses its own wording for errorMessage.",
    { noOption: UNTIL_SEEN, questions: [31] },
  ),
  entry(
    "magic-numbers",
    "assumed",
    "errors",
    "A test can cause a failure by using a magic number, adding a fault rule or setting a message's status. Sendo does not document magic numbers.",
    { noOption: "Messages to ordinary numbers are not affected.", questions: [32] },
  ),
];
