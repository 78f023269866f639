/** @internal Why a message failed. */
export interface Failure {
  readonly code: number;
  readonly description: string;
}

/**
 * @internal Documented failure codes. The descriptions are the sandbox's own, because Sendo does not document the
 * wording of `errorMessage`.
 */
export const FAILURE_DESCRIPTIONS: ReadonlyMap<number, string> = new Map([
  [1002, "The recipient's number is wrong or not in service."],
  [1005, "The recipient has not agreed to receive messages."],
  [1007, "The message expired before it was sent."],
  [1009, "The phone could not be reached."],
  [1010, "The attachment was rejected."],
  [1012, "The message is too large."],
  [1014, "The message could not be encoded."],
  [1016, "The message contains characters that are not allowed."],
  [1065, "A carrier filtered the message as spam."],
  [1203, "The receiving device had a problem."],
  [1310, "The recipient has opted out of the campaign."],
  [1330, "A carrier filtered the message as spam."],
  [1350, "The recipient's number is not valid."],
  [1360, "The recipient's number is a landline."],
]);

/** @internal Creates a failure with a known or unknown code. */
export function failureOf(code: number): Failure {
  return { code, description: FAILURE_DESCRIPTIONS.get(code) ?? "Sendo's documentation does not describe this code." };
}
