import { createHash } from "node:crypto";

/** Reproducible randomness. The same seed always produces the same draws in the same order. */
export interface Random {
  /** Returns the next draw, from 0 up to but not including 1. */
  draw(): number;
  /** Returns an independent, named series of draws, so that draws for one purpose do not affect draws for another. */
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
