import { defineConfig } from "vitest/config";

// Apart from the other tests, since it needs the system's Chromium: pnpm --filter @sendo-apps/demo-outbox test:browser
export default defineConfig({ test: { include: ["test/**/*.browser.ts"], testTimeout: 60_000 } });
