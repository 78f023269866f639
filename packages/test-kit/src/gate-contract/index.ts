export { gateCases, runGateCase, runGateContract } from "./run-gate-contract.js";
export type { GateCase } from "./gate-cases.js";
export { BROKEN_MESSAGE, RELAY_PATHS } from "./gate-harness.js";
export type { GateHarness, GateSetup, RelayAnswer, RunningGate } from "./gate-harness.js";
