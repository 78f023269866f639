import { hash } from "node:crypto";
import { createRandom, type Random } from "./random.js";

/**
 * Generates ids in the formats used by the examples in Sendo's documentation. The same seed always produces the same ids in
 * the same order.
 */
export interface Ids {
  /** Returns a version 4 UUID for a message, event or webhook. */
  uuid(): string;
  /** Returns mixed-case letters and digits: 8 characters for a campaign or brand id, 16 for a webhook token. */
  alphanumeric(length: number): string;
  /** Returns an independent, named series of ids, so that one tenant's ids do not affect another's. */
  fork(name: string): Ids;
  /** Returns a named series of random draws. The series is derived from the same seed as the ids. */
  random(name: string): Random;
}

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/** @internal */
export function createIds(seed: string): Ids {
  let count = 0;
  const block = (): string => hash("sha256", `${seed}/${count++}`);
  return {
    uuid() {
      const hex = block();
      // The version is 4, and the two variant bits are binary 10.
      const variant = "89ab"[Number.parseInt(hex[16]!, 16) & 3]!;
      return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
    },
    alphanumeric(length) {
      const bytes = Buffer.from(block(), "hex");
      return Array.from(
        { length: Math.min(length, bytes.length) },
        (_, i) => ALPHABET[bytes[i]! % ALPHABET.length],
      ).join("");
    },
    fork: (name) => createIds(`${seed}:${name}`),
    random: (name) => createRandom(`${seed}:chance:${name}`),
  };
}
