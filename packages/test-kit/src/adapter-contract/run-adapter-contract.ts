import { describe, it } from "vitest";
import { CaseBench, type ContractCase } from "./contract-case.js";
import { contractCases } from "./contract-cases.js";
import type { AdapterHarness, HostParser } from "./harness.js";

/** Parser and prefix for the adapter's routes. */
export interface ContractMount {
  readonly parser: HostParser;
  readonly prefix: string;
}

/** Parsers and prefixes are not tested in every combination, because no test case depends on a particular combination. */
export const CONTRACT_MOUNTS: readonly ContractMount[] = [
  { parser: "none", prefix: "" },
  { parser: "json", prefix: "/api/v1" },
  { parser: "raw", prefix: "" },
];
// Much longer than any test case needs, so that a slow machine is not mistaken for a broken adapter.
const PATIENCE_MS = 20_000;
const CASE_MS = 60_000;

/**
 * Runs the whole contract against one adapter on one version of its framework. Each test case runs with every mount in
 * `mounts`, on real local servers with free ports. Responses are compared without normalization.
 */
export function runAdapterContract(name: string, harness: AdapterHarness, mounts = CONTRACT_MOUNTS): void {
  describe.each(mounts)(`${name}, mounted at "$prefix" with parser $parser`, ({ parser, prefix }) => {
    for (const contractCase of contractCases) {
      if (contractCase.appliesTo?.(harness, parser) === false) continue;
      it(contractCase.name, () => runCase(contractCase, harness, parser, prefix), CASE_MS);
    }
  });
}

/** Runs one test case and then stops everything that it started. Rejects if the adapter fails the test case. */
export async function runCase(
  contractCase: ContractCase,
  harness: AdapterHarness,
  parser: HostParser,
  prefix: string,
  patienceMs = PATIENCE_MS,
): Promise<void> {
  const bench = new CaseBench(harness, parser, prefix, patienceMs);
  try {
    await contractCase.run(bench);
  } finally {
    await bench.cleanUp();
  }
}
