import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const exec = promisify(execFile);
const DOCUMENT = createRequire(import.meta.url)
  .resolve("@sendo/sandbox/package.json")
  .replace("package.json", "dist/openapi.json");
const HERE = fileURLToPath(new URL("..", import.meta.url));
const bin = (name) => join(HERE, "node_modules/.bin", name);

test("Redocly's linter finds nothing", async () => {
  const env = { ...process.env, REDOCLY_TELEMETRY: "off", REDOCLY_SUPPRESS_UPDATE_NOTICE: "true" };
  const { stdout, stderr } = await exec(bin("redocly"), ["lint", DOCUMENT, "--config", join(HERE, "redocly.yaml")], {
    env,
  });
  assert.match(stdout + stderr, /Your API description is valid/);
  assert.doesNotMatch(stdout + stderr, /You have \d+ warning/);
});

// What a program that knows only the generated types can say, and what it cannot.
const PROGRAM = `
import type { components, paths } from "./openapi.js";
type Send = paths["/v1/message/send"]["post"]["requestBody"]["content"]["application/json"];
const send: Send = { campaign: "c", to: "+12065550142", body: "Hello", metadata: { orderId: "A-1007" } };
// @ts-expect-error -- \`to\` is required
const incomplete: Send = { campaign: "c", body: "Hello" };
// @ts-expect-error -- metadata has strings only
const wrong: Send = { ...send, metadata: { n: 1 } };
declare const message: components["schemas"]["Message"];
const body: string = message.body;
const scheduledAt: string | null | undefined = message.scheduledAt;
const status: string | undefined = message.status;
type Incoming = components["schemas"]["IncomingEvent"];
declare const event: Incoming;
const type: "message.incoming" = event.type;
export { send, incomplete, wrong, body, scheduledAt, status, type };
`;

test("openapi-typescript's types compile, and know what is required", async () => {
  const folder = mkdtempSync(join(tmpdir(), "sendo-openapi-"));
  try {
    await exec(bin("openapi-typescript"), [DOCUMENT, "--output", join(folder, "openapi.d.ts")]);
    writeFileSync(join(folder, "program.ts"), PROGRAM);
    const options = ["--noEmit", "--strict", "--module", "nodenext", "--target", "es2023"];
    await exec(bin("tsc"), [...options, join(folder, "program.ts")]).catch(({ stdout }) => assert.fail(stdout));
  } finally {
    rmSync(folder, { recursive: true });
  }
});
