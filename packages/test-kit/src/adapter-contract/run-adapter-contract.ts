import { describe, it } from "vitest";
import { CaseBench, type ContractCase } from "./contract-case.js";
import { contractCases } from "./contract-cases.js";
import type { AdapterHarness, HostParser } from "./harness.js";

const PARSERS: readonly HostParser[] = ["none", "json", "raw"];
// Far beyond what any case needs: a busy machine must not look like a broken adapter.
const PATIENCE_MS = 20_000;
const CASE_MS = 60_000;
const PREFIXES = ["", "/api/v1"];

/**
 * Runs the whole contract against one adapter on one version of its framework: every rule with no parser, a JSON parser
 * and a raw parser in front of it, at the root and below a prefix, over real servers on free ports of this machine.
 * Nothing is normalised: a reply that differs by one character fails.
 */
export function runAdapterContract(name: string, harness: AdapterHarness): void {
  describe.each(PREFIXES)(`${name}, mounted at "%s"`, (prefix) => {
    describe.each(PARSERS)("with parser %s", (parser) => {
      for (const contractCase of contractCases) {
        if (contractCase.appliesTo?.(harness, parser) === false) continue;
        it(contractCase.name, () => runCase(contractCase, harness, parser, prefix), CASE_MS);
      }
    });
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
