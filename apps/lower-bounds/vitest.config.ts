import { basename, join } from "node:path";
import { defineConfig } from "vitest/config";

const folder = import.meta.dirname;

/** Runs tests of other packages from source, with every package that a peer range names in its oldest version. */
export default defineConfig({
  resolve: {
    alias: [
      {
        find: /^(?=(?:@nestjs\/[a-z-]+|bullmq|express4?|fastify|ioredis|redis|redis-5|reflect-metadata|rxjs)$)/,
        replacement: `${join(folder, "node_modules")}/`,
      },
      { find: /^ioredis-5$/, replacement: join(folder, "node_modules/ioredis") },
    ],
  },
  test: {
    name: basename(folder),
    dir: join(folder, "../.."),
    // The smallest tests that notice a name or a behavior that the oldest version lacks.
    include: [
      "apps/lower-bounds/test/*.test.ts",
      "packages/bullmq/test/outbox.test.ts",
      "packages/express/test/{express,gate}.test.ts",
      "packages/fastify/test/{plugin,gate}.test.ts",
      "packages/nestjs/test/{health,module}.test.ts",
      "packages/redis/test/stores.test.ts",
    ],
  },
});
