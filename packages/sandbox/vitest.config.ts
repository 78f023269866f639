import { packageTests } from "../../vitest.shared.js";

export default packageTests({
  define: { __SENDO_VERSION__: JSON.stringify("0.0.0-test") },
  test: {
    include: ["page/src/**/*.test.ts"],
    // A test without an assertion fails, because an entry in the ledger counts as tested if a test's title names it.
    expect: { requireAssertions: true },
    testTimeout: 30_000, // hundreds of TLS connections on a busy machine
  },
});
