/**
 * A tenant of the shared sandbox for each test of vitest.
 *
 * @packageDocumentation
 */

export { sandboxFixtures, type SandboxFixtures } from "./testing/sandbox-fixtures.js";
