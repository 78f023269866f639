export { CONTRACT_MOUNTS, runAdapterContract, runCase, type ContractMount } from "./run-adapter-contract.js";
export { contractCases } from "./contract-cases.js";
export type { ContractCase } from "./contract-case.js";
export { TENANT_HEADER } from "./harness.js";
export type { AdapterHarness, AppSetup, ExpectedReply, HostParser, RunningApp, WebhookMount } from "./harness.js";
