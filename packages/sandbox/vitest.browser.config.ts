import { defineConfig } from "vitest/config";

// Apart from the other tests, since it needs the system's Chromium: pnpm --filter @sendo/sandbox test:browser
// Patient, since ten screens under axe take most of a minute on a busy machine.
export default defineConfig({
  define: { __SENDO_VERSION__: JSON.stringify("0.0.0-test") },
  test: { include: ["test/**/*.browser.ts"], testTimeout: 180_000, hookTimeout: 60_000 },
});
