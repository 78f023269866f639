import { describe, it } from "vitest";
import { GateBench } from "./gate-bench.js";
import { gateCases, type GateCase } from "./gate-cases.js";
import type { GateHarness } from "./gate-harness.js";

/** Runs every rule of a Sendo-compatible API against a gate that is mounted on one version of a framework. */
export function runGateContract(name: string, harness: GateHarness): void {
  describe(`${name}, a gate`, () => {
    for (const gateCase of gateCases) it(gateCase.name, () => runGateCase(gateCase, harness), 60_000);
  });
}

/** Runs one rule, and ends what it started. Rejects when the mount does not keep the rule. */
export async function runGateCase(gateCase: GateCase, harness: GateHarness): Promise<void> {
  const bench = new GateBench(harness);
  try {
    await gateCase.run(bench);
  } finally {
    await bench.cleanUp();
  }
}
