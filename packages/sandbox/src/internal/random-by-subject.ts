import type { Random } from "./random.js";
import { BoundedMap } from "./bounded-map.js";

const SUBJECTS_KEPT = 20_000;

/**
 * @internal Draws that belong to what they decide about. Each subject, such as a phone, has a series of its own, so that what is
 * drawn for it does not depend on who else drew before: calls that run side by side have the same fate in whichever order they
 * arrive. Beyond 20,000 subjects the one that is longest known begins anew.
 */
export class RandomBySubject {
  readonly #counts: BoundedMap<string, number>;

  constructor(
    private readonly chance: Random,
    limit = SUBJECTS_KEPT,
  ) {
    this.#counts = new BoundedMap(limit);
  }

  /** What one decision about `subject` draws from; another one than at its last decision. */
  of(subject: string): Random {
    const count = this.#counts.get(subject) ?? 0;
    this.#counts.set(subject, count + 1);
    return this.chance.fork(`${count} ${subject}`);
  }
}
