/** @internal Why a message failed. */
export interface Failure {
  readonly code: number;
  readonly text: string;
}

/** @internal The documented codes, in our words: Sendo's own texts could not be read. */
export const FAILURE_TEXTS: ReadonlyMap<number, string> = new Map([
  [1002, "The recipient's number is wrong or not in service."],
  [1005, "The recipient has not agreed to be texted."],
  [1007, "The message was not sent within its expiry time."],
  [1009, "The phone could not be reached."],
  [1010, "The attachment was refused."],
  [1012, "The message is larger than allowed."],
  [1014, "The message could not be encoded."],
  [1016, "The message holds characters that are not allowed."],
  [1065, "A carrier filtered the message as spam."],
  [1203, "The receiving device had a problem."],
  [1310, "The recipient has opted out of the campaign."],
  [1330, "A carrier filtered the message as spam."],
  [1350, "The recipient's number is not valid."],
  [1360, "The recipient's number is a landline."],
]);

/** @internal A failure by its code, known or not. */
export function failureOf(code: number): Failure {
  return { code, text: FAILURE_TEXTS.get(code) ?? "Sendo's documents do not tell what this code means." };
}
