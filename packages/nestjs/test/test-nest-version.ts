import { basename, join } from "node:path";
import { defineConfig, type ViteUserConfig } from "vitest/config";

const packageFolder = join(import.meta.dirname, "..");

/**
 * The tests of this package under another version of Nest: that of `folder`, which depends on all of its packages. They
 * cannot be dependencies of this package under another name, since they find one another by their names.
 */
export function testNestVersion(folder: string): ViteUserConfig {
  return defineConfig({
    resolve: {
      alias: [
        {
          find: /^(?=@nestjs\/|rxjs$|reflect-metadata$|nestjs-pino$)/,
          replacement: `${join(folder, "node_modules")}/`,
        },
      ],
    },
    test: {
      name: basename(folder),
      env: { OTHER_NEST_VERSION: basename(folder) },
      dir: packageFolder,
      include: ["test/**/*.test.ts"],
      // These load the built package, which no alias reaches; apps/consumer-check installs it beside each version instead.
      exclude: ["test/dist.test.ts", "test/shutdown.test.ts", "test/declarations.test.ts"],
      setupFiles: [join(packageFolder, "test/forget-handlers.ts")],
      isolate: false,
    },
  });
}
