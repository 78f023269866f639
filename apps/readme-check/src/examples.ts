import { readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { findEntryPoints, type EntryPoint } from "./entry-points.js";
import type { Example, ExampleScope } from "./example-module.js";

/** What a reader of our declarations finds in them. */
export interface PublicComments extends ExampleScope {
  readonly examples: readonly Example[];
  /** Where TypeScript takes a link for a tag of its own, and an editor shows the pieces. */
  readonly garbled: readonly string[];
}

const CONTEXTS = fileURLToPath(new URL("example-contexts", import.meta.url));
const FENCE = /^```ts\n([\s\S]*?)^```$/gm;
/** What a comment is made of besides its text: its begin and end, and what stands in front of each line. */
const COMMENT_FRAME = /^\/\*\*[ \t]*|[ \t]*\*\/$|^[ \t]*\*[ \t]?/gm;

/** The modules that hold what examples leave out. */
export const contextFiles = (): string[] => readdirSync(CONTEXTS).map((file) => join(CONTEXTS, file));

/**
 * Reads the built declarations: what an editor shows to whoever uses a package.
 *
 * @param program - Contains the entry points and the {@link contextFiles}.
 */
export function readPublicComments(program: ts.Program): PublicComments {
  const entryPoints = findEntryPoints();
  const checker = program.getTypeChecker();
  const examples: Example[] = [];
  const garbled: string[] = [];
  const names = new Map<string, EntryPoint[]>();
  const seen = new Set<ts.Node>();
  const exportsOf = (file: string): ts.Symbol[] =>
    checker.getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(file)!)!);

  for (const entryPoint of entryPoints) {
    for (const exported of exportsOf(entryPoint.file)) {
      names.set(exported.name, [...(names.get(exported.name) ?? []), entryPoint]);
      const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
      for (const declaration of symbol.declarations ?? []) {
        if (isOurs(declaration)) visit(declaration, `${entryPoint.name} ${exported.name}`, entryPoint);
      }
    }
  }
  const contexts = contextFiles().map((file) => [basename(file, ".ts"), namesOf(exportsOf(file))] as const);
  return { examples: numbered(examples), names, contexts: new Map(contexts), garbled };

  function visit(node: ts.Node, name: string, entryPoint: EntryPoint): void {
    if (seen.has(node)) return; // exported under two addresses, or by two names
    seen.add(node);
    for (const comment of ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc)) {
      if (seen.has(comment)) continue; // a constant's is also its statement's
      seen.add(comment);
      const text = comment.getText().replace(COMMENT_FRAME, "");
      for (const [, code] of text.matchAll(FENCE)) examples.push({ name, code: code!, entryPoint });
      for (const { tagName } of comment.tags ?? []) {
        if (tagName.text === "link") garbled.push(name);
      }
    }
    ts.forEachChild(node, (child) => {
      const { name: own } = child as { name?: ts.Node };
      visit(child, own && ts.isIdentifier(own) ? `${name}.${own.text}` : name, entryPoint);
    });
  }
}

const namesOf = (symbols: readonly ts.Symbol[]): Set<string> => new Set(symbols.map(({ name }) => name));

const isOurs = (node: ts.Node): boolean => /\/packages\/\w+\/dist\//.test(node.getSourceFile().fileName);

function numbered(examples: readonly Example[]): Example[] {
  const counts = new Map<string, number>();
  return examples.map((example) => {
    const count = (counts.get(example.name) ?? 0) + 1;
    counts.set(example.name, count);
    return count === 1 ? example : { ...example, name: `${example.name}#${count}` };
  });
}
