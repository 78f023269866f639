import { defineConfig } from "vitest/config";

// Apart from the other tests, since it needs the system's Chromium: pnpm --filter @sendo/sandbox test:browser
export default defineConfig({
  define: { __SENDO_VERSION__: JSON.stringify("0.0.0-test") },
  test: { include: ["test/**/*.browser.ts"], testTimeout: 60_000, hookTimeout: 60_000 },
});
