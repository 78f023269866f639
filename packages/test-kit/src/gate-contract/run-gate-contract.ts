import { describe, it } from "vitest";
import { GateBench } from "./gate-bench.js";
import { exampleCases } from "./example-cases.js";
import { gateCases as ruleCases, type GateCase } from "./gate-cases.js";
import type { GateHarness } from "./gate-harness.js";

export const gateCases: readonly GateCase[] = [...ruleCases, ...exampleCases];

/** Runs all test cases for Sendo-compatible APIs against a gate on one version of a framework. */
export function runGateContract(name: string, harness: GateHarness): void {
  const cases = harness.startRelay === undefined ? ruleCases : gateCases;
  describe(`${name}, a gate`, () => {
    for (const gateCase of cases) it(gateCase.name, () => runGateCase(gateCase, harness), 60_000);
  });
}

/** Runs one test case and then stops everything that it started. Rejects if the gate does not pass the test case. */
export async function runGateCase(gateCase: GateCase, harness: GateHarness): Promise<void> {
  const bench = new GateBench(harness);
  try {
    await gateCase.run(bench);
  } finally {
    await bench.cleanUp();
  }
}
