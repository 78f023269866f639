import { createHash } from "node:crypto";
import { createRandom, type Random } from "./random.js";

/** Makes ids in the forms that the documents show by example. The same seed gives the same ids in the same order. */
export interface Ids {
  /** Messages, events and webhooks: a version 4 UUID. */
  uuid(): string;
  /** Campaigns and brands (8) and webhook tokens (16): mixed-case alphanumerics. */
  alphanumeric(length: number): string;
  /** An independent series with its own name, so that what one tenant does never shifts another's ids. */
  fork(name: string): Ids;
  /** A series of draws with its own name, from the same seed. */
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
      return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
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
