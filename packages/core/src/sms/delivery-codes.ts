/** What is known of a delivery failure. */
export interface DeliveryCode {
  /** What it means, in our words; Sendo's own wording is not documented. */
  readonly meaning: string;
  /** Whose move it is: the number is no good, the person does not want it, the phone cannot be reached, or the content is at fault. */
  readonly kind: "number" | "consent" | "unreachable" | "content" | "expired";
  /** The page of Sendo's documents that names it. */
  readonly source: "errors" | "kb/deliverability" | "kb/keywords";
}

/**
 * The failure codes that could be read in Sendo's documents. Their own list is longer: expect codes that are not in here.
 */
export const DELIVERY_CODES = {
  1002: {
    kind: "number",
    source: "errors",
    meaning: "The recipient's number is wrong, badly formatted or not in service.",
  },
  1005: { kind: "consent", source: "errors", meaning: "The recipient has not agreed to be texted." },
  1007: { kind: "expired", source: "errors", meaning: "It was not sent within its time; sending it anew may work." },
  1009: {
    kind: "unreachable",
    source: "errors",
    meaning:
      "The phone cannot be reached: off, without coverage or roaming. The commonest failure; sometimes really a carrier's filter.",
  },
  1010: { kind: "content", source: "errors", meaning: "An attachment was refused; another type of file may pass." },
  1012: { kind: "content", source: "errors", meaning: "The message is larger than allowed." },
  1014: { kind: "content", source: "errors", meaning: "The contents could not be encoded." },
  1016: { kind: "content", source: "errors", meaning: "The contents hold invalid or illegal characters." },
  1065: { kind: "content", source: "kb/deliverability", meaning: "A carrier filtered it as spam." },
  1203: { kind: "unreachable", source: "kb/deliverability", meaning: "The receiving device has a problem." },
  1310: {
    kind: "consent",
    source: "kb/keywords",
    meaning: "The recipient has opted out of the campaign and has not opted in again.",
  },
  1330: { kind: "content", source: "kb/deliverability", meaning: "A carrier filtered it as spam." },
  1350: { kind: "number", source: "kb/deliverability", meaning: "The number is not valid." },
  1360: {
    kind: "number",
    source: "kb/deliverability",
    meaning: "The number is a landline, which cannot receive messages.",
  },
} as const satisfies Record<number, DeliveryCode>;

/** A code of {@link DELIVERY_CODES}, or one that is not in there. */
export type DeliveryErrorCode = keyof typeof DELIVERY_CODES | (number & Record<never, never>);

/**
 * What a message's `errorCode` means, or `undefined` for a code that we do not know. Takes numbers and strings, since the type of
 * the field is not documented.
 *
 * @example
 * ```ts
 * if (message.status === "FAILED") console.log(describeDeliveryCode(message.errorCode)?.meaning ?? message.errorCode);
 * ```
 */
export function describeDeliveryCode(code: DeliveryErrorCode | string | null | undefined): DeliveryCode | undefined {
  const key = String(code);
  return Object.hasOwn(DELIVERY_CODES, key) ? DELIVERY_CODES[key as unknown as keyof typeof DELIVERY_CODES] : undefined;
}
