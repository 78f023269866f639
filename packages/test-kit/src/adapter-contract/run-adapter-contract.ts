import { describe, it } from "vitest";
import { CaseBench, type ContractCase } from "./contract-case.js";
import { contractCases } from "./contract-cases.js";
import type { AdapterHarness, HostParser } from "./harness.js";

/** What is in front of the adapter's routes, and below which prefix they lie. */
export interface ContractMount {
  readonly parser: HostParser;
  readonly prefix: string;
}

/** Each parser once and each prefix: no rule depends on how the two go together. */
export const CONTRACT_MOUNTS: readonly ContractMount[] = [
  { parser: "none", prefix: "" },
  { parser: "json", prefix: "/api/v1" },
  { parser: "raw", prefix: "" },
];
// Far beyond what any case needs: a busy machine must not look like a broken adapter.
const PATIENCE_MS = 20_000;
const CASE_MS = 60_000;

/**
 * Runs the whole contract against one adapter on one version of its framework: every rule under each of `mounts`, over real
 * servers on free ports of this machine. Nothing is normalised: a reply that differs by one character fails.
 */
export function runAdapterContract(name: string, harness: AdapterHarness, mounts = CONTRACT_MOUNTS): void {
  describe.each(mounts)(`${name}, mounted at "$prefix" with parser $parser`, ({ parser, prefix }) => {
    for (const contractCase of contractCases) {
      if (contractCase.appliesTo?.(harness, parser) === false) continue;
      it(contractCase.name, () => runCase(contractCase, harness, parser, prefix), CASE_MS);
    }
  });
}

/** Runs one rule, and ends whatever it started. Rejects when the adapter does not keep the rule. */
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
