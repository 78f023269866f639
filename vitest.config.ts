import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    // These are installed and checked separately (`pnpm runtimes:check`, `pnpm openapi:check`).
    projects: ["packages/*", "apps/*", "!apps/runtimes", "!apps/openapi"],
    // Vitest leaves one core to itself, which is half of a small machine. Most of a test's time here is waiting for sockets.
    maxWorkers: 2,
    coverage: { provider: "v8", include: ["packages/*/src/**"] },
    // .ci/run counts from this report.
    ...(process.env.CI && { reporters: ["default", ["json", { outputFile: ".ci/reports/vitest.json" }]] }),
  },
});
