import { defineConfig } from "vitest/config";

// Separate from the other tests, because it needs the system's Chromium: pnpm --filter @sendo-apps/demo-outbox
// test:browser
export default defineConfig({ test: { include: ["test/**/*.browser.ts"], testTimeout: 60_000 } });
