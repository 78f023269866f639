import { useMemo } from "react";
import type { Problem } from "../wire.js";
import { useStore } from "./use-store.js";

/** This tenant's problems, and problems caused by requests without a valid key, latest first. */
export function useProblems(): readonly Problem[] {
  const problems = useStore((state) => state.problems);
  const tenant = useStore((state) => state.info?.tenant);
  return useMemo(
    () =>
      [...problems.values()].filter((problem) => problem.tenant === undefined || problem.tenant === tenant).reverse(),
    [problems, tenant],
  );
}
