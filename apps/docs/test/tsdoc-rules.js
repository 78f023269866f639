// Each rule of docs:check, seen to be red where it should be and only there.
import assert from "node:assert/strict";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { Application } from "typedoc";
import { recordThrownErrors } from "../src/thrown-errors.js";
import { findTsdocProblems } from "../src/tsdoc-rules.js";

const folder = fileURLToPath(new URL("./fixtures/", import.meta.url));

test("what is missing is found, and nothing else", async () => {
  const app = await Application.bootstrap({
    entryPoints: [`${folder}sample.ts`],
    tsconfig: `${folder}tsconfig.json`,
    basePath: folder,
    displayBasePath: folder,
    disableGit: true,
    excludeExternals: true,
    sourceLinkTemplate: "{path}",
    logLevel: "Error",
  });
  const thrown = recordThrownErrors(app);
  const project = await app.convert();
  assert.deepEqual(findTsdocProblems(project, new Set(["known_code"]), thrown), [
    "sample.ts:12: waitMs is optional and has no @defaultValue",
    "sample.ts:1: Silent has no comment",
    "sample.ts:20: why has no comment",
    "sample.ts:2: spoken has no comment",
    "sample.ts:36: run names made_up_code, which is no code of ours",
    "sample.ts:43: walk has a @throws that links no class of error",
    "sample.ts:43: walk has no @example",
    "sample.ts:43: walk throws SampleError and has no @throws for it",
  ]);
});
