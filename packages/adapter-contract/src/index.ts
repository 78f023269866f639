export { runAdapterContract, runCase } from "./run-adapter-contract.js";
export { contractCases } from "./contract-cases.js";
export type { ContractCase } from "./contract-case.js";
export type { AdapterHarness, AppSetup, ExpectedReply, HostParser, RunningApp, WebhookMount } from "./harness.js";
export { runGateCase, runGateContract } from "./gate/run-gate-contract.js";
export { gateCases, type GateCase } from "./gate/gate-cases.js";
export { BROKEN_TEXT, type GateHarness, type GateSetup } from "./gate/gate-harness.js";
