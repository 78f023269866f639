const CORE = 'import { Sendo } from "@sendo/core";\nconst sendo = new Sendo();\n';
const OUTBOX =
  'import { createOutbox } from "@sendo/bullmq";\nimport { Sendo } from "@sendo/core";\n' +
  "const outbox = createOutbox({ sendo: new Sendo(), connection: { url: process.env.REDIS_URL! } });\n";
const POSTGRES_OUTBOX =
  'import { postgresIdempotencyStore } from "../docs-sql-stores-md/postgres-idempotency-store.js";\n';
const REDIS =
  'import { redisIdempotencyStore } from "@sendo/redis";\nimport { Redis } from "ioredis";\n' +
  "const redis = new Redis(process.env.REDIS_URL!, { maxRetriesPerRequest: null });\n";
const SEVERAL_OUTBOXES =
  `import { createOutbox } from "@sendo/bullmq";\nimport { Sendo } from "@sendo/core";\n${REDIS}` +
  "const sendo = new Sendo({ idempotency: redisIdempotencyStore(redis) });\n";

/**
 * What a snippet leaves out because the text around it has said it already. Real code: it runs in front of the snippet. A
 * snippet that is not in here must stand alone.
 */
export const PRELUDES: Readonly<Record<string, string>> = {
  "packages/bullmq/README.md#2": OUTBOX,
  "docs/outbox.md#3": SEVERAL_OUTBOXES,
  "docs/outbox.md#5": POSTGRES_OUTBOX,
  "packages/core/README.md#2": CORE,
  "packages/core/README.md#3": CORE,
  "packages/sandbox/README.md#4": 'import { startSandbox } from "@sendo/sandbox";\n',
  "packages/sandbox/README.md#5":
    'import { startSandbox } from "@sendo/sandbox";\nconst sandbox = await startSandbox();\n',
  "packages/sandbox/README.md#6":
    'import { Sendo } from "@sendo/core";\nimport { startSandbox } from "@sendo/sandbox";\nconst sandbox = await startSandbox();\nconst sendo = new Sendo({ ...sandbox.clientOptions, retry: false });\n',
  "packages/sandbox/README.md#7":
    'import { startSandbox } from "@sendo/sandbox";\nconst sandbox = await startSandbox();\n',
};

/** What is compiled and not run here, and why. */
export const NOT_RUN: Readonly<Record<string, string>> = {
  "docs/scaling.md#1": "a handler that a platform calls; packages/redis/test/examples.test.ts runs its client",
  "docs/sql-stores.md#5": "needs a PostgreSQL; packages/test-kit runs the same cases on one",
  "docs/outbox.md#5": "needs a PostgreSQL; packages/bullmq/test/postgres.test.ts has one",
  "packages/express/README.md#2": "needs the sandbox that exec starts; test/quick-start.test.ts runs it",
  "packages/fastify/README.md#2": "needs the sandbox that exec starts; test/quick-start.test.ts runs it",
  "packages/nestjs/README.md#3": "needs the sandbox that exec starts; test/quick-start.test.ts runs it",
  "packages/sandbox/README.md#2": "a runner's configuration; packages/sandbox/test/testing/runners has one",
  "packages/sandbox/README.md#3": "needs a runner; packages/sandbox/test/testing/runners has one",
};
