export { runAdapterContract, runCase } from "./run-adapter-contract.js";
export { contractCases } from "./contract-cases.js";
export type { ContractCase } from "./contract-case.js";
export { TENANT_HEADER } from "./harness.js";
export type { AdapterHarness, AppSetup, ExpectedReply, HostParser, RunningApp, WebhookMount } from "./harness.js";
export { gateCases, runGateCase, runGateContract } from "./gate/run-gate-contract.js";
export type { GateCase } from "./gate/gate-cases.js";
export { BROKEN_TEXT, RELAY_PATHS } from "./gate/gate-harness.js";
export type { GateHarness, GateSetup, RelayAnswer, RunningGate } from "./gate/gate-harness.js";
