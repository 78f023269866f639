/** Somebody who texted STOP, and no START since. */
export interface OptOut {
  /** The campaign that it concerns: all its numbers, and no other campaign. */
  readonly campaign: string;
  /** The phone. */
  readonly number: string;
  /** ISO 8601, on the sandbox's clock. */
  readonly at: string;
}
