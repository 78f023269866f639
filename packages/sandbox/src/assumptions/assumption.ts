/** One behaviour of the sandbox, and how sure it is that the real API does the same. */
export interface Assumption {
  /** Stable name. */
  readonly id: string;
  /** What the sandbox does. */
  readonly statement: string;
  /** `documented`: Sendo says so. `assumed`: Sendo's documents are silent or disagree, and this is our reading. */
  readonly grade: "documented" | "assumed";
  /** The page that says so, or that leaves it open. */
  readonly source: string;
  /** The option of {@link startSandbox} that changes it. */
  readonly option?: string;
  /** Why there is no such option. Exactly one of this and `option` is there. */
  readonly noOption?: string;
  /** The open questions that it answers, by their number in `GET /_sandbox/v1/fidelity`. */
  readonly questions?: readonly number[];
}

/** @internal */
export const DOCUMENTED = "It is documented.";
/** @internal */
export const UNTIL_SEEN = "One reading is enough until a user reports another; no app should depend on it.";
/**
 * @internal The reason of an entry that is stricter than some other readings, and of none that is not named: what passes here passes
 * under those. `test/assumptions/stricter-readings.test.ts` plays each of them.
 */
export function stricterThan(readings: string, except: string): string {
  return `It is stricter than ${readings}. It is not stricter than ${except}.`;
}

/** @internal */
export function entry(
  id: string,
  grade: Assumption["grade"],
  source: string,
  statement: string,
  rest: ({ readonly option: string } | { readonly noOption: string }) & { readonly questions?: readonly number[] },
): Assumption {
  return { id, grade, source, statement, ...rest };
}
