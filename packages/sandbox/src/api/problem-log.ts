import type { Changes } from "../engine/changes.js";
import { BoundedMap } from "../internal/bounded-map.js";
import type { Problem } from "./problem.js";

const PROBLEMS_KEPT = 1000;

/**
 * @internal Log of distinct problems, with the number of times each occurred. Once it contains more than 1,000
 * problems, the oldest are deleted.
 */
export interface ProblemLog {
  add(problem: Omit<Problem, "count">): void;
  /** Returns copies of the problems, oldest first. */
  toArray(): Problem[];
  /** Deletes one tenant's problems. */
  forget(tenant: string): void;
}

/** @internal */
export function createProblemLog(changes: Changes): ProblemLog {
  const problems = new BoundedMap<string, Problem>(PROBLEMS_KEPT);
  return {
    add(problem) {
      const key = JSON.stringify([problem.code, problem.tenant, problem.message]);
      const known = problems.get(key);
      const counted = known === undefined ? { ...problem, count: 1 } : { ...known, count: known.count + 1 };
      problems.set(key, counted);
      changes.announce("problem", counted.tenant, () => ({ ...counted }));
    },
    toArray: () => [...problems.values()].map((problem) => ({ ...problem })),
    forget(tenant) {
      for (const [key, problem] of problems.entries()) if (problem.tenant === tenant) problems.delete(key);
    },
  };
}
