import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["src/**/*.test.ts", "test/**/*.test.ts"],
    typecheck: { include: ["test/**/*.test-d.ts"] },
    testTimeout: 30_000, // hundreds of TLS connections on a busy machine
  },
});
