/** A question that Sendo's documentation leaves open but that the sandbox has to answer. */
export interface OpenQuestion {
  readonly number: number;
  readonly question: string;
}

/**
 * @internal Open questions, in the same order as in the fact sheet. Each question is answered by at least one
 * assumption.
 */
export const OPEN_QUESTIONS: readonly OpenQuestion[] = [
  "Besides `error`, which fields does each error response body have?",
  "Does an Authorization header with another scheme count as a missing key or as an invalid key?",
  "Which status is returned for malformed JSON, a different content type, unknown fields, wrong types and an unsupported method?",
  "What are the rate window's type, length and scope? What unit does its reset header use, and do rejected requests count toward the limit?",
  "How does the API respond to plain HTTP?",
  "Do create requests return 200 or 201?",
  "How are lists limited and ordered, and what is returned if the campaign is unknown or not specified?",
  "How strictly are phone numbers validated?",
  "Which number is used when a message has no `from`, and what is returned when `from` belongs to another campaign?",
  "What is returned for a message from an inactive campaign?",
  "How are the 1500 characters counted, and can a body be empty?",
  "Which statuses does a message pass through, how long does each last, and which raise events?",
  "When are fields absent, null or empty, and what type is `errorCode`?",
  "How is a message scheduled?",
  "How and when does Sendo check media?",
  "What happens to metadata values that are not strings, and how is the length of metadata counted?",
  "Is the body stored before or after its characters are replaced, and how are segments counted?",
  "Which fields do the bodies of message.status and recipient.optout have?",
  "How long does a receiver have to respond, and what counts as a failure? How many times is a delivery retried, and does a retry keep the event id?",
  "Is the webhook's signature the token in the request header, and can this token be changed?",
  "Which fields does a PATCH request leave unchanged? How are unknown types, an empty list of types, numbers from another campaign, and duplicate types or webhooks handled?",
  "Does a message with a keyword raise message.incoming too?",
  "How is a keyword matched, which keywords exist by default, and what does consent apply to?",
  "Is a message to a recipient who opted out rejected immediately, or is it accepted and then marked as failed?",
  "Are automatic replies stored as messages?",
  "What is the initial status of brands and campaigns, and how long does a review take?",
  "What format does `usecase` have, and which fields are required?",
  "What is a balance, what does a message cost, and which requests fail when the balance is too low?",
  "Which numbers can be bought, and which status follows PENDING?",
  "How does a campaign get its first number, if numbers can be bought only for a provisioned campaign?",
  "Which failure codes exist besides those shown in the documentation, and what are their messages?",
  "How can a test cause a failure?",
].map((question, index) => ({ number: index + 1, question }));
