import { contractCases, runAdapterContract, runCase } from "@sendo-internal/test-kit/adapter-contract";
import { describe, it } from "vitest";
import { nestHarness } from "./nest-harness.js";
import { PLATFORMS } from "./platforms.js";

for (const platform of PLATFORMS) {
  runAdapterContract(`Nest on ${platform}`, nestHarness(platform));

  describe(`nest#13730, nest#3636, nest#2130: Nest on ${platform}, with request-scoped globals`, () => {
    const harness = nestHarness(platform, { scoped: true });
    for (const parser of ["none", "json"] as const) {
      for (const contractCase of contractCases) {
        if (contractCase.appliesTo?.(harness, parser) === false) continue;
        it(`${contractCase.name} (parser ${parser})`, () => runCase(contractCase, harness, parser, "/api"), 60_000);
      }
    }
  });

  // It only concerns Nest's own parsers.
  describe(`Nest on ${platform}, with rawBody: true`, () => {
    const harness = nestHarness(platform, { rawBody: true });
    for (const contractCase of contractCases) {
      if (contractCase.appliesTo?.(harness, "json") === false) continue;
      it(contractCase.name, () => runCase(contractCase, harness, "json", ""), 60_000);
    }
  });
}
