/**
 * A tenant in the shared sandbox for each Vitest test.
 *
 * @packageDocumentation
 */

export { sandboxFixtures, type SandboxFixtures } from "./testing/sandbox-fixtures.js";
