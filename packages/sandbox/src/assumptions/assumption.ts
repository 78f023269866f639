/** A sandbox behavior, with a grade that says whether Sendo documents it. */
export interface Assumption {
  /** Stable identifier. */
  readonly id: string;
  /** Describes what the sandbox does. */
  readonly statement: string;
  /**
   * `documented` if Sendo's documentation specifies this behavior. `assumed` if the documentation leaves the behavior
   * open or contradicts itself.
   */
  readonly grade: "documented" | "assumed";
  /** The page in Sendo's documentation that specifies the behavior or leaves it open. */
  readonly source: string;
  /** The {@link startSandbox} option that changes the behavior. */
  readonly option?: string;
  /** Why no option changes the behavior. Every entry has either `option` or `noOption`. */
  readonly noOption?: string;
  /** The open questions that this entry answers, by number. `GET /_sandbox/v1/fidelity` lists the questions. */
  readonly questions?: readonly number[];
}

/** @internal */
export const DOCUMENTED = "This behavior is documented.";
/** @internal */
export const UNTIL_SEEN =
  "The sandbox implements one interpretation until a user reports that Sendo behaves differently. Apps should not depend on this interpretation.";
/**
 * @internal Returns a `noOption` reason, which states that the behavior is stricter than the named interpretations. Any
 * request that the sandbox accepts would also be accepted under each of these interpretations.
 * `test/assumptions/stricter-readings.test.ts` checks that.
 */
export function stricterThan(readings: string, except: string): string {
  return `The sandbox's rule is stricter than any of these alternatives: ${readings}. It is not stricter than ${except}.`;
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
