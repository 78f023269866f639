import { describe, expect, it } from "vitest";
import { contractCases, runAdapterContract, runCase } from "../../src/adapter-contract/index.js";
import { BROKEN } from "./broken-adapters.js";
import { fakeHarness } from "./fake-adapter.js";

runAdapterContract("an adapter that is right", fakeHarness());

/** How many rules on each side of a broken one are run too: those of the same subject, since a file lists them together. */
const NEIGHBOURS = 3;

describe("an adapter that breaks one rule fails there, and not at the rules beside it", () => {
  it.each(Object.entries(BROKEN))(
    "%s",
    async (rule, faults) => {
      const harness = fakeHarness(faults);
      const place = contractCases.findIndex(({ name }) => name === rule);
      const failed: string[] = [];
      for (const contractCase of contractCases.slice(Math.max(0, place - NEIGHBOURS), place + NEIGHBOURS + 1)) {
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
