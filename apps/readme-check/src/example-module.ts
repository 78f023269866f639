import ts from "typescript";
import type { EntryPoint } from "./entry-points.js";
import type { Snippet } from "./snippets.js";

/** One `@example` in the comment of something public. */
export interface Example extends Snippet {
  readonly entryPoint: EntryPoint;
}

/** Where a name comes from that an example does not declare itself. */
export interface ExampleScope {
  /** What users can import: by name, the entry points that have it, core's first. */
  readonly names: ReadonlyMap<string, readonly EntryPoint[]>;
  /** What the text around an example has said already: by the folder of its package, the names in `example-contexts`. */
  readonly contexts: ReadonlyMap<string, ReadonlySet<string>>;
}

/** An example as a module, and which names of a context it needed. */
export interface ExampleModule {
  readonly name: string;
  readonly code: string;
  /** Such as `core/sendo`. */
  readonly used: readonly string[];
}

/**
 * Makes a module of an example. An example that imports or declares a name keeps it. Any other name is imported in front, as an
 * editor would: from the entry point whose comment it is, from the context of its package, from core's, from any other entry point.
 * What is in none of them stays as it is, for the compiler to find.
 */
export function toModule({ name, code, entryPoint }: Example, { names, contexts }: ExampleScope): ExampleModule {
  const source = ts.createSourceFile("example.ts", code, ts.ScriptTarget.ES2022, true);
  const own = declaredNames(source);
  const imports: string[] = [];
  const used: string[] = [];
  for (const word of mentionedNames(source)) {
    if (own.has(word)) continue;
    const homes = names.get(word) ?? [];
    const context = [entryPoint.folder, "core"].find((folder) => contexts.get(folder)?.has(word));
    const isOfHere = homes.some((home) => home.name === entryPoint.name);
    if (!isOfHere && context !== undefined) {
      imports.push(`import { ${word} } from "../src/example-contexts/${context}.js";`);
      used.push(`${context}/${word}`);
    } else if (homes.length > 0) {
      imports.push(`import { ${word} } from "${isOfHere ? entryPoint.name : homes[0]!.name}";`);
    }
  }
  return { name, code: [...imports, code].join("\n"), used };
}

function mentionedNames(source: ts.SourceFile): Set<string> {
  const found = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && !isNameOfMember(node)) found.add(node.text);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** `body` in `message.body` and in `{ body: text }`, but not in `{ body }`. */
function isNameOfMember(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.name === node;
  if (ts.isBindingElement(parent)) return parent.propertyName === node;
  return (
    (ts.isPropertyAssignment(parent) || ts.isPropertySignature(parent) || ts.isMethodDeclaration(parent)) &&
    parent.name === node
  );
}

/** Names at the top level of an example; those further in hide what is imported, as anywhere. */
function declaredNames(source: ts.SourceFile): Set<string> {
  const found = new Set<string>();
  const add = (name: ts.Node | undefined): void => {
    if (name === undefined) return;
    if (ts.isIdentifier(name)) found.add(name.text);
    else ts.forEachChild(name, (child) => add(ts.isBindingElement(child) ? child.name : undefined));
  };
  for (const statement of source.statements) {
    if (ts.isVariableStatement(statement)) for (const { name } of statement.declarationList.declarations) add(name);
    else if (ts.isImportDeclaration(statement)) {
      const { name, namedBindings } = statement.importClause ?? {};
      add(name);
      if (namedBindings && ts.isNamedImports(namedBindings)) for (const one of namedBindings.elements) add(one.name);
    } else add((statement as ts.Statement & { name?: ts.Node }).name);
  }
  return found;
}
