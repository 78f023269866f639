/** Description of a delivery failure. */
export interface DeliveryCode {
  /** The code's meaning, in our own words. Sendo does not document the wording of `errorMessage`. */
  readonly meaning: string;
  /** Category: an invalid number, missing consent, an unreachable phone, unacceptable content, or an expired message. */
  readonly kind: "number" | "consent" | "unreachable" | "content" | "expired";
  /** The page in Sendo's documentation that lists the code. */
  readonly source: "errors" | "kb/deliverability" | "kb/keywords";
}

/** Failure codes from Sendo's documentation. The list is not complete, so expect other codes. */
export const DELIVERY_CODES = {
  1002: {
    kind: "number",
    source: "errors",
    meaning: "The recipient's number is wrong, badly formatted or not in service.",
  },
  1005: { kind: "consent", source: "errors", meaning: "The recipient has not agreed to receive messages." },
  1007: {
    kind: "expired",
    source: "errors",
    meaning: "The message expired before it was sent. Sending it again may work.",
  },
  1009: {
    kind: "unreachable",
    source: "errors",
    meaning:
      "The phone is unreachable: off, roaming or without coverage. This is the most common failure, and it is sometimes caused by carrier filtering.",
  },
  1010: {
    kind: "content",
    source: "errors",
    meaning: "An attachment was rejected. Sendo might accept other file types.",
  },
  1012: { kind: "content", source: "errors", meaning: "The message is larger than allowed." },
  1014: { kind: "content", source: "errors", meaning: "The contents could not be encoded." },
  1016: { kind: "content", source: "errors", meaning: "The contents include invalid or illegal characters." },
  1065: { kind: "content", source: "kb/deliverability", meaning: "A carrier filtered the message as spam." },
  1203: { kind: "unreachable", source: "kb/deliverability", meaning: "The receiving device has a problem." },
  1310: {
    kind: "consent",
    source: "kb/keywords",
    meaning: "The recipient has opted out of the campaign and has not opted in again.",
  },
  1330: { kind: "content", source: "kb/deliverability", meaning: "A carrier filtered the message as spam." },
  1350: { kind: "number", source: "kb/deliverability", meaning: "The number is not valid." },
  1360: {
    kind: "number",
    source: "kb/deliverability",
    meaning: "The number is a landline, which cannot receive messages.",
  },
} as const satisfies Record<number, DeliveryCode>;

/** A code in {@link DELIVERY_CODES}, or any other number. */
export type DeliveryErrorCode = keyof typeof DELIVERY_CODES | (number & Record<never, never>);

/**
 * Returns the meaning of a message's `errorCode`, or `undefined` for an unknown code. Accepts numbers and strings, because
 * Sendo does not document the field's type.
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
