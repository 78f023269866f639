import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { expect, test } from "vitest";

const folder = fileURLToPath(new URL("../generated-dual", import.meta.url));

test("a program that sees the ESM and the CJS types of an adapter compiles, without skipLibCheck", () => {
  mkdirSync(folder, { recursive: true });
  const esm = join(folder, "esm.mts");
  const cjs = join(folder, "cjs.cts");
  writeFileSync(
    esm,
    `import { sendo } from "@sendo/express";
     import fastifySendo from "@sendo/fastify";
     import express from "express";
     const app = express().use(sendo());
     app.get("/", (req) => void req.sendo.messages.send({ to: "", body: "" }).withResponse());
     export { app, fastifySendo };`,
  );
  writeFileSync(cjs, 'import s = require("@sendo/express");\nimport f = require("@sendo/fastify");\nexport { s, f };');
  const program = ts.createProgram([esm, cjs], {
    noEmit: true,
    strict: true,
    skipLibCheck: false,
    target: ts.ScriptTarget.ES2022,
    lib: ["lib.es2023.d.ts", "lib.esnext.disposable.d.ts"],
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    types: ["node"],
  });
  const files = program.getSourceFiles().map(({ fileName }) => fileName);
  for (const end of [
    "express/dist/index.d.ts",
    "express/dist/index.d.cts",
    "fastify/dist/index.d.ts",
    "fastify/dist/index.d.cts",
  ]) {
    expect(
      files.some((file) => file.endsWith(end)),
      end,
    ).toBe(true);
  }
  const problems = ts
    .getPreEmitDiagnostics(program)
    .filter(
      ({ file }) =>
        file === undefined ||
        /sendo|packages\/(core|express|fastify)\//.test(file.fileName) ||
        file.fileName.startsWith(folder),
    )
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
  expect(problems).toEqual([]);
}, 60_000);
