import { defineConfig } from "vitest/config";

export default defineConfig({
  define: { __SENDO_VERSION__: JSON.stringify("0.0.0-test") },
  test: {
    include: ["src/**/*.test.ts", "page/src/**/*.test.ts", "test/**/*.test.ts"],
    typecheck: { include: ["test/**/*.test-d.ts"] },
    // A test without an assertion fails: an entry of the ledger counts as tested by a test's title.
    expect: { requireAssertions: true },
    testTimeout: 30_000, // hundreds of TLS connections on a busy machine
  },
});
