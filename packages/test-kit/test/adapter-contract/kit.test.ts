import { describe, expect, it } from "vitest";
import { contractCases, runAdapterContract, runCase } from "../../src/adapter-contract/index.js";
import { BROKEN } from "./broken-adapters.js";
import { fakeHarness } from "./fake-adapter.js";

runAdapterContract("an adapter that is right", fakeHarness());

describe("an adapter that breaks one rule fails there, and nowhere else", () => {
  it.each(Object.entries(BROKEN))(
    "%s",
    async (rule, faults) => {
      const harness = fakeHarness(faults);
      const failed: string[] = [];
      for (const contractCase of contractCases) {
        // The broken rule may fail by silence; that of the others would be a finding.
        const patienceMs = contractCase.name === rule ? 1_000 : 20_000;
        await runCase(contractCase, harness, "none", "/api", patienceMs).catch(() => failed.push(contractCase.name));
      }
      expect(failed).toEqual([rule]);
    },
    120_000,
  );

  it("is known for every rule", () => {
    expect(Object.keys(BROKEN).sort()).toEqual(contractCases.map(({ name }) => name).sort());
  });
});
