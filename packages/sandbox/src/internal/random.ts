import { createHash } from "node:crypto";

/** Chance that repeats: the same seed gives the same draws in the same order. */
export interface Random {
  /** The next draw, from 0 up to but not including 1. */
  draw(): number;
  /** An independent series with its own name, so that draws for one purpose never shift those for another. */
  fork(name: string): Random;
}

/** @internal */
export function createRandom(seed: string): Random {
  let count = 0;
  return {
    draw: () => createHash("sha256").update(`${seed}/${count++}`).digest().readUIntBE(0, 6) / 2 ** 48,
    fork: (name) => createRandom(`${seed}:${name}`),
  };
}
