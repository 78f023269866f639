import { createHash } from "node:crypto";
import { createRandom, type Random } from "./random.js";

/** Generates ids in the formats of Sendo's documented examples. The same seed gives the same ids in the same order. */
export interface Ids {
  /** Returns a version 4 UUID for a message, event or webhook. */
  uuid(): string;
  /** Returns mixed-case letters and digits: 8 characters for a campaign or brand id, 16 for a webhook token. */
  alphanumeric(length: number): string;
  /** Returns an independent named series, so that one tenant's ids do not affect another's. */
  fork(name: string): Ids;
  /** Returns a named series of random draws that is derived from the same seed. */
  random(name: string): Random;
}

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/** @internal */
export function createIds(seed: string): Ids {
  let count = 0;
  const block = (): Buffer => createHash("sha256").update(`${seed}/${count++}`).digest();
  return {
    uuid() {
      const bytes = block().subarray(0, 16);
      bytes[6] = (bytes[6]! & 0x0f) | 0x40;
      bytes[8] = (bytes[8]! & 0x3f) | 0x80;
      const hex = bytes.toString("hex");
      return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
    },
    alphanumeric(length) {
      const bytes = block();
      return Array.from(
        { length: Math.min(length, bytes.length) },
        (_, i) => ALPHABET[bytes[i]! % ALPHABET.length],
      ).join("");
    },
    fork: (name) => createIds(`${seed}:${name}`),
    random: (name) => createRandom(`${seed}:chance:${name}`),
  };
}
