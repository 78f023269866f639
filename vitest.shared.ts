import { mergeConfig, type ViteUserConfig } from "vitest/config";

/**
 * Tests of a package. Unit tests are next to their source, and tests that need a server or a process are in `test/`. The files
 * that run in one worker share its modules, which saves a third of the CPU time. A test must therefore restore what it changes.
 */
export function packageTests(own: ViteUserConfig = {}): ViteUserConfig {
  return mergeConfig<ViteUserConfig, ViteUserConfig>(
    {
      test: {
        include: ["src/**/*.test.ts", "test/**/*.test.ts"],
        isolate: false,
        // One second, the default, is too short on a busy machine.
        expect: { poll: { timeout: 10_000 } },
      },
    },
    own,
  );
}
