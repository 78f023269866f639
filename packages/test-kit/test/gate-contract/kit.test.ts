import { describe, expect, it } from "vitest";
import { gateCases, runGateCase, runGateContract } from "../../src/gate-contract/index.js";
import { BROKEN_GATES } from "./broken-gates.js";
import { fakeGateHarness } from "./fake-gate.js";

runGateContract("a mount that is right", fakeGateHarness());

/** How many rules on each side of a broken one are run too: those of the same subject, since a file lists them together. */
const NEIGHBOURS = 3;

describe("a mount that breaks one rule fails there, and not at the rules beside it", () => {
  it.each(Object.entries(BROKEN_GATES))(
    "%s",
    async (rule, faults) => {
      const harness = fakeGateHarness(faults);
      const place = gateCases.findIndex(({ name }) => name === rule);
      const failed: string[] = [];
      for (const gateCase of gateCases.slice(Math.max(0, place - NEIGHBOURS), place + NEIGHBOURS + 1)) {
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
