// Who may import whom, type imports included. Part of `pnpm lint`; each rule gives its reason in the message.
import { LAYERS } from "./layers.js";

const TESTS = ["\\.test(-d)?\\.ts$", "^(packages|apps)/[^/]+/test/"];
const INTEGRATIONS = "express|fastify|nestjs|redis|bullmq|verify";

const rule = (name, comment, from, to) => ({ name, severity: "error", comment, from, to });
const inPackage = (name, ...paths) => paths.map((path) => `^packages/${name}/src/${path}`);
const pathOf = (folder) => (folder.endsWith(".ts") ? `${folder.replace(".", "\\.")}$` : `${folder}/`);

/** One rule for each folder, from one list. */
function folderOrder(name, { folders }) {
  const all = folders.map(pathOf);
  return [
    ...folders
      .slice(0, -1)
      .map((folder, index) =>
        rule(
          `${name}/${folder}`,
          `\`${folder}\` may import only ${[...folders.slice(0, index), "itself"].join(", ")} (layers.js). Move what both need down, or the caller up.`,
          { path: inPackage(name, all[index]), pathNot: TESTS },
          { path: inPackage(name, `(${all.slice(index + 1).join("|")})`) },
        ),
      ),
    rule(
      `${name}/unlisted-folder`,
      "This folder has no place in layers.js. Add it there, so that its direction is checked too.",
      {},
      { path: inPackage(name, "[^/]+/"), pathNot: inPackage(name, `(${all.join("|")})`) },
    ),
  ];
}

export default {
  forbidden: [
    rule(
      "no-cycle",
      "Files that import each other, even only types, cannot be understood or moved one by one. Move what both need into a third file.",
      {},
      { circular: true },
    ),
    rule(
      "no-orphan",
      "Nothing imports this file and it imports nothing. Delete it, or name it below if a tool loads it by its path.",
      { orphan: true, pathNot: ["\\.(d\\.mts|mjs|cjs)$", "^packages/(sandbox|cli)/bin/", "^apps/docs/test/fixtures/"] },
      {},
    ),
    rule(
      "no-unresolved",
      "This import leads nowhere. Build the workspace first (`pnpm build`); otherwise the module or the dependency does not exist.",
      { pathNot: "^apps/(bench|docs|openapi|runtimes)/" }, // installed separately
      { couldNotResolve: true },
    ),
    rule(
      "public-entries-only",
      "A package is imported by its name and through the entry points that its `exports` name, so that anyone can write another adapter.",
      {
        path: "^(packages|apps)/([^/]+)/",
        pathNot: [
          "^packages/test-kit/src/gate-contract/documented-examples\\.ts$", // fixtures of core and of the sandbox
          "^packages/sandbox/contract/", // makes the OpenAPI document of core's wire contract, when the sandbox is built
          "^packages/sandbox/test/contract/", // compares the document with core's documented examples
          "^packages/sandbox/page/", // runs in a browser: core's entry brings a client that needs Node
          "^apps/(nest-1[02]|lower-bounds-nest-1[12])/vitest\\.config\\.ts$", // run the tests of packages/nestjs
          "^apps/readme-check/src/errors-page/", // makes docs/errors.md of core's classifier and messages
          "^apps/readme-check/src/snippets\\.ts$", // checks the snippets of the sandbox's page
        ],
      },
      { path: "^(packages|apps)/[^/]+/(src|test|page|dist)/", pathNot: "^$1/$2/", dependencyTypes: ["local"] },
    ),
    rule(
      "no-other-adapter",
      "An adapter never imports another adapter. What both need belongs in core.",
      { path: `^packages/(${INTEGRATIONS})/src/`, pathNot: "^packages/bullmq/src/nestjs(/|\\.ts$)" },
      { path: `^(packages|@sendo)/(${INTEGRATIONS})(/|$)`, pathNot: "^(packages|@sendo)/$1(/|$)" },
    ),
    rule(
      "no-other-adapter-for-nest",
      "The outbox' entry point for Nest takes its client from SendoModule and knows no other adapter.",
      { path: "^packages/bullmq/src/nestjs(/|\\.ts$)" },
      { path: "^(packages|@sendo)/(express|fastify|redis)(/|$)" },
    ),
    rule(
      "core-knows-no-framework",
      "Core knows no framework, no Redis, no BullMQ and no package of ours. What two adapters need is written here, in framework-free terms.",
      { path: inPackage("core", ""), pathNot: TESTS },
      {
        path: "",
        pathNot: ["^packages/core/", "node_modules/(zod|libphonenumber-js)/"],
        dependencyTypesNot: ["core"],
      },
    ),
    rule(
      "core-knows-no-test-kit",
      "The test kit depends on core, so core cannot depend on the kit: turbo stops at the cycle.",
      { path: "^packages/(core|local-authority)/" },
      { path: "^(packages|@sendo-internal)/test-kit(/|$)" },
    ),
    rule(
      "no-client-in-core",
      "Nothing in core imports the client. It wires the parts, and the parts do not know it.",
      { path: inPackage("core", ""), pathNot: [...inPackage("core", "index\\.ts$", "testing/"), ...TESTS] },
      { path: inPackage("core", "client\\.ts$") },
    ),
    rule(
      "receiver-and-gate-send-nothing",
      "The webhook receiver and the gate know neither the client nor how it sends. They share only shapes and small tools with it.",
      { path: inPackage("core", "(receiver|gate)/"), pathNot: TESTS },
      {
        path: inPackage("core", "(client\\.ts$|call(/|\\.ts$)|options/|transport/|rate-limit/|resources/)"),
      },
    ),
    rule(
      "receiver-and-gate-apart",
      "The webhook receiver and the gate are two halves that do not know each other. What both need belongs below them.",
      { path: inPackage("core", "(receiver|gate)/"), pathNot: TESTS },
      { path: inPackage("core", "(receiver|gate)/"), pathNot: inPackage("core", "$1/") },
    ),
    rule(
      "transport-and-limiter-below",
      "Direction in core: client, resources, call, transport or rate-limit, errors.",
      { path: inPackage("core", "(transport|rate-limit)/"), pathNot: TESTS },
      { path: inPackage("core", "(resources|webhooks|receiver|gate|sms)/", "call(/|\\.ts$)") },
    ),
    rule(
      "no-node-http",
      "From Node 22 on, importing node:http loads undici, 10 MB in every app. Ask process.getBuiltinModule for it. Types are free.",
      { path: "^packages/[^/]+/src/", pathNot: ["^packages/test-kit/", "/http/builtin\\.ts$", ...TESTS] },
      { path: "^(node:)?http$", dependencyTypesNot: ["type-only"] },
    ),
    rule(
      "lazy-node-modules",
      "An import of this module costs each app some CPU time at its start. Take it from http/builtin.ts when it is needed. Types are free.",
      { path: "^packages/core/src/", pathNot: ["^packages/core/src/testing/", "/http/builtin\\.ts$", ...TESTS] },
      { path: "^(node:)?(crypto|fs|https|net|tls|util|timers|perf_hooks)$", dependencyTypesNot: ["type-only"] },
    ),
    rule(
      "page-knows-types-only",
      "The page runs in a browser. It may import only types from the server's sources, and nothing from Node.",
      { path: "^packages/sandbox/page/src/" },
      { path: "^packages/sandbox/src/", dependencyTypesNot: ["type-only"] },
    ),
    rule(
      "page-knows-no-node",
      "The page runs in a browser. It may import only types from the server's sources, and nothing from Node.",
      { path: "^packages/sandbox/page/src/" },
      { dependencyTypes: ["core"] },
    ),
    ...Object.entries(LAYERS).flatMap(([name, layers]) => folderOrder(name, layers)),
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.base.json" },
    doNotFollow: { path: "(^|/)(node_modules|dist)/" },
    exclude: { path: "(^|/)(dist/.*\\.map$|generated[^/]*/|coverage/|\\.turbo/|\\.vitepress/cache/|test/runners/)" },
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "types", "node", "default"] },
  },
};
