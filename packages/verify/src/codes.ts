import { createHmac, timingSafeEqual } from "node:crypto";

/**
 * Creates and compares the codes for one verifier. A code is derived from its challenge and the secret, so no code is
 * stored.
 */
export class Codes {
  readonly #secret: string;
  readonly #digits: number;

  constructor(secret: string, digits: number) {
    this.#secret = secret;
    this.#digits = digits;
  }

  /** Returns a store key for a value such as a phone number. The value cannot be recovered without the secret. */
  keyOf(...parts: readonly string[]): string {
    return this.#hmac(["sendo verify key", ...parts])
      .toString("hex")
      .slice(0, 32);
  }

  /**
   * Derives the code for a challenge. The code is also derived from the phone number's key, so it is wrong for any
   * other number.
   */
  codeOf(key: string, challengeId: string): string {
    // A 48-bit number has far more possible values than there are codes, so all codes are almost equally likely.
    const number = this.#hmac(["sendo verify code", key, challengeId]).readUIntBE(0, 6) % 10 ** this.#digits;
    return String(number).padStart(this.#digits, "0");
  }

  /** Compares two strings of any length in constant time. */
  equal(typed: string, code: string): boolean {
    return timingSafeEqual(this.#hmac(["sendo verify compare", typed]), this.#hmac(["sendo verify compare", code]));
  }

  #hmac(parts: readonly string[]): Buffer {
    return createHmac("sha256", this.#secret).update(JSON.stringify(parts)).digest();
  }
}

/** Removes spaces and dashes from a code entered by the user, and converts full-width digits to ASCII digits. */
export function typedCode(typed: string): string {
  return typed.normalize("NFKC").replace(/[\s\p{Cf}\p{Pd}]/gu, "");
}
