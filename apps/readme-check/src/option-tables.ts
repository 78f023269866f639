import { readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { findEntryPoints } from "./entry-points.js";
import { documents, ROOT } from "./snippets.js";

/** An option that a table of a document names. */
export interface NamedOption {
  readonly document: string;
  readonly option: string;
  /** Whether any exported options of the document's package, or of core, has it. */
  readonly exists: boolean;
}

/**
 * The first column of every table whose first heading is `option`.
 *
 * @param program - Contains the entry points.
 */
export function findNamedOptions(program: ts.Program): NamedOption[] {
  const known = optionsByPackage(program);
  return documents().flatMap((document) => {
    const [, own = "core"] = /^(?:packages|docs)\/([\w-]+)/.exec(document) ?? [];
    const tables = readFileSync(join(ROOT, document), "utf8").matchAll(/^\| option +\|.*\n\|[-| ]+\n((?:\|.*\n)+)/gm);
    return [...tables].flatMap(([, rows]) =>
      [...rows!.matchAll(/^\| ([^|]+) \|/gm)]
        .flatMap(([, cell]) => [...cell!.matchAll(/`(\w+)`/g)].map(([, option]) => option!))
        .map((option) => ({
          document,
          option,
          exists: known.get(own)?.has(option) === true || known.get("core")!.has(option),
        })),
    );
  });
}

function optionsByPackage(program: ts.Program): Map<string, Set<string>> {
  const entryPoints = findEntryPoints();
  const checker = program.getTypeChecker();
  const known = new Map<string, Set<string>>();
  for (const { name, file } of entryPoints) {
    const [, own = ""] = /^@sendo\/([\w-]+)/.exec(name) ?? [];
    const options = known.get(own) ?? new Set<string>();
    known.set(own, options);
    for (const exported of checker.getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(file)!)!)) {
      if (!/(Options|Route)$/.test(exported.name)) continue; // a route of Nest's is options, too
      const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
      const type = checker.getDeclaredTypeOfSymbol(symbol);
      for (const part of type.isUnion() ? type.types : [type]) {
        for (const property of checker.getPropertiesOfType(part)) options.add(property.name);
      }
    }
  }
  return known;
}
