// The API reference: one page for each public export, as Markdown that the site takes in like a guide. Fails on a comment that the
// rule of the house misses, on a link that leads nowhere and on a type that is used in public and not exported.
import { rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Application, ReflectionKind } from "typedoc";
import { readErrorCodes } from "./error-codes.js";
import { linkPublicNames } from "./reference-names.js";
import { ENTRY_POINTS, ROOT } from "./repository.js";
import { recordThrownErrors } from "./thrown-errors.js";
import { findTsdocProblems } from "./tsdoc-rules.js";

const OUT = fileURLToPath(new URL("../generated/reference", import.meta.url));

const app = await Application.bootstrapWithPlugins({
  plugin: ["typedoc-plugin-markdown"],
  tsconfig: fileURLToPath(new URL("../tsconfig.reference.json", import.meta.url)),
  entryPoints: ENTRY_POINTS.map(({ file }) => file),
  basePath: ROOT,
  displayBasePath: ROOT,
  skipErrorChecking: true, // `pnpm typecheck` is for that
  logLevel: "Warn",
  readme: "none",
  disableGit: true,
  sourceLinkTemplate: "{path}", // for the messages below; pages have no source to link to
  excludeExternals: true,
  excludeInternal: true,
  excludePrivate: true,
  excludeProtected: true,
  sort: ["kind", "alphabetical"],
  groupOrder: ["Classes", "Functions", "Interfaces", "Type Aliases", "Variables", "References"],
  validation: { notExported: true, invalidLink: true, invalidPath: true, rewrittenLink: false, notDocumented: false },
  intentionallyNotExported: [],
  // Markdown
  out: OUT,
  router: "member",
  entryFileName: "index",
  hideBreadcrumbs: true,
  hidePageHeader: true,
  useCodeBlocks: true,
  expandObjects: false,
  parametersFormat: "table",
  interfacePropertiesFormat: "list",
  classPropertiesFormat: "list",
  propertyMembersFormat: "list",
  typeDeclarationFormat: "list",
  indexFormat: "table",
  pageTitleTemplates: { module: "{name}", member: "{name}" },
});

const entryPoints = app.getDefinedEntryPoints();
for (const entryPoint of entryPoints) {
  entryPoint.displayName = ENTRY_POINTS.find(({ file }) => file === entryPoint.sourceFile.fileName).name;
}
linkPublicNames(app);
const thrown = recordThrownErrors(app);
const project = app.converter.convert(entryPoints);
project.name = "API reference";
app.validate(project);

const codes = readErrorCodes(entryPoints[0].program);
const sandboxCodes = project
  .getReflectionsByKind(ReflectionKind.TypeAlias)
  .find(({ name }) => name === "SandboxErrorCode")
  .type.types.map(({ value }) => value);
const problems = findTsdocProblems(project, new Set([...codes.keys(), ...sandboxCodes]), thrown);
for (const problem of problems) app.logger.error(problem);

if (app.logger.hasErrors() || app.logger.hasWarnings()) {
  console.error(
    `\n${app.logger.errorCount + app.logger.warningCount} problems in public comments; see CONTRIBUTING.md, "Documentation"`,
  );
  process.exit(1);
}

for (const reflection of Object.values(project.reflections)) delete reflection.sources;
rmSync(OUT, { recursive: true, force: true });
await app.generateOutputs(project);
