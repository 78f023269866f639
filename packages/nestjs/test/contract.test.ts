import { contractCases, runAdapterContract, runCase } from "@sendo-internal/test-kit/adapter-contract";
import { describe, it } from "vitest";
import { nestHarness } from "./nest-harness.js";
import { PLATFORMS } from "./platforms.js";

for (const platform of PLATFORMS) {
  runAdapterContract(`Nest on ${platform}`, nestHarness(platform));

  // It only concerns Nest's own parsers.
  describe(`Nest on ${platform}, with rawBody: true`, () => {
    const harness = nestHarness(platform, { rawBody: true });
    for (const contractCase of contractCases) {
      if (contractCase.appliesTo?.(harness, "json") === false) continue;
      it(contractCase.name, () => runCase(contractCase, harness, "json", ""), 60_000);
    }
  });
}
