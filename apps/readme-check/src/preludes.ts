const CORE = 'import { Sendo } from "@sendo/core";\nconst sendo = new Sendo();\n';
const TELL_GUEST = 'import { tellGuest } from "./docs-testing-md-1.js";\n';
const OUTBOX =
  'import { createOutbox } from "@sendo/bullmq";\nimport { Sendo } from "@sendo/core";\n' +
  "const outbox = createOutbox({ sendo: new Sendo(), connection: { url: process.env.REDIS_URL! } });\n";
const SQL_STORES =
  'import { postgresIdempotencyStore } from "./docs-sql-stores-md-1.js";\n' +
  'import { postgresDedupeStore } from "./docs-sql-stores-md-2.js";\n';
const EXPRESS = 'import express from "express";\nimport { sendo } from "@sendo/express";\n';

/**
 * What a snippet leaves out because the text around it has said it already. Real code: it runs in front of the snippet. A
 * snippet that is not in here must stand alone.
 */
export const PRELUDES: Readonly<Record<string, string>> = {
  "docs/sql-stores.md#3": SQL_STORES,
  "docs/testing.md#2": TELL_GUEST,
  "docs/testing.md#3": TELL_GUEST,
  "docs/testing.md#5": TELL_GUEST,
  "docs/testing.md#6": TELL_GUEST,
  "docs/testing.md#7": TELL_GUEST,
  "packages/bullmq/README.md#2": OUTBOX,
  "packages/core/README.md#2": CORE,
  "packages/core/README.md#3": CORE,
  "packages/express/README.md#2": `${EXPRESS}const texts = sendo();\nconst server = express().listen(0);\n`,
  "packages/express/README.md#4": 'import { sendo } from "@sendo/express";\n',
  "packages/fastify/README.md#3": 'import sendo from "@sendo/fastify";\nimport Fastify from "fastify";\n',
  "packages/sandbox/README.md#2": 'import { startSandbox } from "@sendo/sandbox";\n',
  "packages/sandbox/README.md#3":
    'import { startSandbox } from "@sendo/sandbox";\nconst sandbox = await startSandbox();\n',
  "packages/sandbox/README.md#4":
    'import { Sendo } from "@sendo/core";\nimport { startSandbox } from "@sendo/sandbox";\nconst sandbox = await startSandbox();\nconst sendo = new Sendo({ ...sandbox.clientOptions, retry: false });\n',
  "packages/sandbox/README.md#5":
    'import { startSandbox } from "@sendo/sandbox";\nconst sandbox = await startSandbox();\n',
};
