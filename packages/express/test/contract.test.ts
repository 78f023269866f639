import { runAdapterContract } from "@sendo-internal/test-kit/adapter-contract";
import { afterAll, beforeAll, vi } from "vitest";
import { EXPRESS_VERSIONS } from "./express-versions.js";
import { expressHarness } from "./express-harness.js";

// In production mode Express prints what nobody handled. What it prints is looked at in canary.test.ts.
beforeAll(() => void vi.spyOn(console, "error").mockImplementation(() => {}));
afterAll(() => void vi.restoreAllMocks());

for (const [name, express] of EXPRESS_VERSIONS) runAdapterContract(name, expressHarness(express));
