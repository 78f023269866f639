import { CONTRACT_MOUNTS, runAdapterContract, type ContractMount } from "@sendo-internal/test-kit/adapter-contract";
import { nestHarness } from "./nest-harness.js";
import { PLATFORMS } from "./platforms.js";

const JSON_BELOW_A_PREFIX: ContractMount[] = [{ parser: "json", prefix: "/api/v1" }];
// The other versions of Nest differ in routing and in parsers, which one mount goes through.
const isMainVersion = process.env.OTHER_NEST_VERSION === undefined;

for (const platform of PLATFORMS) {
  runAdapterContract(
    `Nest on ${platform}`,
    nestHarness(platform),
    isMainVersion ? CONTRACT_MOUNTS : JSON_BELOW_A_PREFIX,
  );
  runAdapterContract(
    `nest#13730, nest#3636, nest#2130: Nest on ${platform}, with request-scoped globals`,
    nestHarness(platform, { scoped: true }),
    [{ parser: "none", prefix: "/api" }],
  );
  // It only concerns Nest's own parsers.
  runAdapterContract(`Nest on ${platform}, with rawBody: true`, nestHarness(platform, { rawBody: true }), [
    { parser: "json", prefix: "" },
  ]);
}
