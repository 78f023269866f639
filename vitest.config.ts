import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    projects: ["packages/*", "apps/*"],
    coverage: { provider: "v8", include: ["packages/*/src/**"] },
    // .ci/run counts from this report.
    ...(process.env.CI && { reporters: ["default", ["json", { outputFile: ".ci/reports/vitest.json" }]] }),
  },
});
