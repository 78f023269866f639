import { fakeSendo, type FakeSendo } from "@sendo/core/testing";
import { createVerifier, memoryVerifyStore, type Verifier, type VerifierOptions } from "../../src/index.js";

export const TO = "+12065550142";
export const SECRET = "a secret of a test, and of nothing else";

export interface Lab {
  readonly fake: FakeSendo;
  readonly verifier: Verifier;
  /** Codes that were sent to a number, the oldest first. */
  codes(to?: string): string[];
}

/** A verifier on a fake client, in virtual time. */
export function setUp(options: Partial<VerifierOptions> = {}, client: Parameters<typeof fakeSendo>[0] = {}): Lab {
  const fake = fakeSendo({ retry: false, ...client });
  const store = memoryVerifyStore({ clock: fake.clock });
  const verifier = createVerifier({ client: fake.client, store, secret: SECRET, brand: "Acme", ...options });
  const codes = (to = TO): string[] =>
    fake.outbox.sent.filter((sent) => sent.to === to).map(({ body }) => /\b\d{6,8}\b/.exec(body)![0]);
  return { fake, verifier, codes };
}

/** A code that is not the one. */
export const wrong = (code: string): string => String((Number(code) + 1) % 1_000_000).padStart(6, "0");

/** A code as a word of its own, because its digits can be part of a random UUID. */
export const asWord = (code: string): RegExp => new RegExp(`\\b${code}\\b`);

/** A small generator with a seed: the same attack in each run. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
