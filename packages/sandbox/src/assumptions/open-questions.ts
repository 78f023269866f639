/** What Sendo's documents do not say, so that whoever builds a sandbox must decide. */
export interface OpenQuestion {
  readonly number: number;
  readonly question: string;
}

/** @internal In the order of the fact sheet. Each is answered by at least one entry of the ledger. */
export const OPEN_QUESTIONS: readonly OpenQuestion[] = [
  "What is in the body of each failure, beside error?",
  "Is an Authorization header of another scheme a missing key or a wrong one?",
  "What do broken JSON, another content type, unknown fields, wrong types and a wrong method answer?",
  "Of what kind and length is the rate window, whose is it, what unit has its reset, and do refused requests count?",
  "What does plain HTTP get?",
  "Do creates answer 200 or 201?",
  "What limits and order do lists have, and what do an unknown and a missing campaign answer?",
  "How strictly are phone numbers checked?",
  "Which number sends without from, and what does a from of another campaign answer?",
  "What does a send from a campaign that is not active answer?",
  "How are the 1500 characters counted, and may a body be empty?",
  "By which statuses does a message go, how long does each last, and which raise events?",
  "When are fields absent, null or empty, and what type has errorCode?",
  "How is a message scheduled?",
  "How and when is media checked?",
  "What of metadata that is not made of strings, and how is its length counted?",
  "Is the body kept before or after its characters are replaced, and how are segments counted?",
  "What is in the bodies of message.status and recipient.optout?",
  "How long has a receiver, what counts as a failure, how often is it tried again, and with which id?",
  "Is signature the token that is sent, and can it be changed?",
  "What does a PATCH leave alone, and what of unknown types, no types, other numbers and doubles?",
  "Do texts with a keyword raise message.incoming too?",
  "How is a keyword found, which are there from the start, and for whom does consent hold?",
  "Is a send to somebody who opted out refused at once, or accepted and then failed?",
  "Are automatic answers stored as messages?",
  "What is the first status of brands and campaigns, and how long does a review take?",
  "What form has usecase, and which fields are required?",
  "What is a balance, what does a message cost, and what fails for want of money?",
  "Which numbers can be bought, and what comes after PENDING?",
  "How does a campaign get its first number, when only a provisioned campaign may buy one?",
  "Which failure codes are there beyond those that could be read, and with what texts?",
  "How can a test ask for a failure?",
].map((question, index) => ({ number: index + 1, question }));
