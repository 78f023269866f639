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
}

/** @internal */
export const DOCUMENTED = "It is documented.";
/** @internal */
export const UNTIL_SEEN = "One reading is enough until somebody reports another; no app should depend on it.";
/** @internal */
export const STRICTER = "It is the stricter reading: what passes here passes under the other ones.";

/** @internal */
export function entry(
  id: string,
  grade: Assumption["grade"],
  source: string,
  statement: string,
  rest: { readonly option: string } | { readonly noOption: string },
): Assumption {
  return { id, grade, source, statement, ...rest };
}
