import { describe, expect, it } from "vitest";
import { gateCases, runGateCase, runGateContract } from "../../src/gate-contract/index.js";
import { BROKEN_GATES } from "./broken-gates.js";
import { fakeGateHarness } from "./fake-gate.js";

runGateContract("a mount that is right", fakeGateHarness());

describe("a mount that breaks one rule fails there, and nowhere else", () => {
  it.each(Object.entries(BROKEN_GATES))(
    "%s",
    async (rule, faults) => {
      const harness = fakeGateHarness(faults);
      const failed: string[] = [];
      for (const gateCase of gateCases) {
        await runGateCase(gateCase, harness).catch(() => failed.push(gateCase.name));
      }
      expect(failed).toEqual([rule]);
    },
    120_000,
  );

  it("is known for every rule", () => {
    expect(Object.keys(BROKEN_GATES).sort()).toEqual(gateCases.map(({ name }) => name).sort());
  });
});
