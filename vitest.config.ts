import { defineConfig } from "vitest/config";

// One compilation checks the type tests of all packages.
const TYPES = {
  test: {
    name: "types",
    include: [],
    typecheck: { enabled: true, include: ["packages/*/test/**/*.test-d.ts"], tsconfig: "./tsconfig.types.json" },
  },
};

export default defineConfig({
  test: {
    // These are installed and checked separately (`pnpm runtimes:check`, `pnpm openapi:check`).
    projects: ["packages/*", "apps/*", "!apps/runtimes", "!apps/openapi", TYPES],
    // Vitest leaves one core to itself, which is half of a small machine. Most of a test's time here is waiting for sockets.
    maxWorkers: 2,
    coverage: { provider: "v8", include: ["packages/*/src/**"] },
    // .ci/run counts from this report.
    ...(process.env.CI && { reporters: ["default", ["json", { outputFile: ".ci/reports/vitest.json" }]] }),
  },
});
