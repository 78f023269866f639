export { sandboxFixtures, type SandboxFixtures } from "./testing/sandbox-fixtures.js";
