import { createHmac, timingSafeEqual } from "node:crypto";

/** Makes and compares the codes of one verifier. No code is stored: it follows from its challenge and the secret. */
export class Codes {
  readonly #secret: string;
  readonly #digits: number;

  constructor(secret: string, digits: number) {
    this.#secret = secret;
    this.#digits = digits;
  }

  /** Names something in a store, such as a phone number, so that it cannot be found out without the secret. */
  keyOf(...parts: readonly string[]): string {
    return this.#hmac(["sendo verify key", ...parts])
      .toString("hex")
      .slice(0, 32);
  }

  /** The code of a challenge. The challenge's key is part of it, so that a code is worth nothing for another number. */
  codeOf(key: string, challengeId: string): string {
    // 48 bits: so many more than there are codes that each is equally likely.
    const number = this.#hmac(["sendo verify code", key, challengeId]).readUIntBE(0, 6) % 10 ** this.#digits;
    return String(number).padStart(this.#digits, "0");
  }

  /** Compares in constant time, whatever the lengths. */
  equal(typed: string, code: string): boolean {
    return timingSafeEqual(this.#hmac(["sendo verify compare", typed]), this.#hmac(["sendo verify compare", code]));
  }

  #hmac(parts: readonly string[]): Buffer {
    return createHmac("sha256", this.#secret).update(JSON.stringify(parts)).digest();
  }
}

/** A code as a person types or pastes it: `482 913`, full-width digits. */
export function typedCode(text: string): string {
  return text.normalize("NFKC").replace(/[\s\p{Cf}\p{Pd}]/gu, "");
}
