import type { Random } from "./random.js";
import { BoundedMap } from "./bounded-map.js";

const SUBJECTS_KEPT = 20_000;

/**
 * @internal Random draws by subject. A subject is, for example, a phone number. Each subject has its own series. The draws
 * therefore do not depend on the order in which concurrent calls for different subjects run. When there are more than
 * 20,000 subjects, the oldest subject's series restarts.
 */
export class RandomBySubject {
  readonly #counts: BoundedMap<string, number>;

  constructor(
    private readonly chance: Random,
    limit = SUBJECTS_KEPT,
  ) {
    this.#counts = new BoundedMap(limit);
  }

  /** Returns the draws for one decision about `subject`. Every call returns different draws. */
  of(subject: string): Random {
    const count = this.#counts.get(subject) ?? 0;
    this.#counts.set(subject, count + 1);
    return this.chance.fork(`${count} ${subject}`);
  }
}
