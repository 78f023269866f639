import ts from "typescript";
import { findEntryPoints } from "./entry-points.js";

/** An optional member of something that callers of a public function pass. */
export interface OptionalMember {
  /** Such as `SendoOptions.timeoutMs`. */
  readonly name: string;
  /** Whether `exactOptionalPropertyTypes` lets a caller pass `undefined` for it. */
  readonly acceptsUndefined: boolean;
}

/**
 * Every optional member that is declared in our packages and that a caller can pass: reached from the parameters of the exported
 * functions, constructors and methods, through the members of what these take.
 *
 * @param program - Contains the entry points.
 */
export function findOptionalMembers(program: ts.Program): OptionalMember[] {
  const files = findEntryPoints().map(({ file }) => file);
  const checker = program.getTypeChecker();
  const found = new Map<string, OptionalMember>();
  const seenInputs = new Set<ts.Type>();
  const seenOutputs = new Set<ts.Type>();

  for (const file of files) {
    for (const exported of checker.getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(file)!)!)) {
      const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
      if (symbol.flags & ts.SymbolFlags.Value) visitOutput(checker.getTypeOfSymbol(symbol));
      if (/(Options|Overrides|Query)$/.test(exported.name)) visitInput(checker.getDeclaredTypeOfSymbol(symbol));
    }
  }
  return [...found.values()].sort((a, b) => a.name.localeCompare(b.name));

  /** What a package gives: its functions take inputs, its objects have methods. */
  function visitOutput(type: ts.Type): void {
    if (seenOutputs.has(type)) return;
    seenOutputs.add(type);
    for (const part of type.isUnionOrIntersection() ? type.types : []) visitOutput(part);
    for (const signature of [...type.getCallSignatures(), ...type.getConstructSignatures()]) {
      if (!isOurs(signature.declaration)) continue;
      for (const parameter of signature.parameters) visitInput(checker.getTypeOfSymbol(parameter));
      visitOutput(signature.getReturnType());
    }
    for (const property of type.getProperties()) {
      if (property.declarations?.some(isOurs) === true) visitOutput(checker.getTypeOfSymbol(property));
    }
  }

  /** What a caller passes. What callbacks of it return is passed too, and is left to their types. */
  function visitInput(type: ts.Type): void {
    if (seenInputs.has(type)) return;
    seenInputs.add(type);
    for (const part of type.isUnionOrIntersection() ? type.types : []) visitInput(part);
    if (type.getCallSignatures().length > 0) return;
    for (const argument of checker.getTypeArguments(type as ts.TypeReference)) visitInput(argument);
    for (const property of type.getProperties()) {
      const declaration = property.declarations?.find(isOurs);
      if (declaration === undefined) continue;
      if (ts.isPropertySignature(declaration) && declaration.questionToken) record(declaration);
      visitInput(checker.getTypeOfSymbol(property));
    }
  }

  function record(declaration: ts.PropertySignature): void {
    const owner = ts.findAncestor(declaration, isNamed) as { name?: ts.Node } | undefined;
    const name = `${owner?.name?.getText() ?? ""}.${declaration.name.getText()}`;
    const declared = declaration.type && checker.getTypeFromTypeNode(declaration.type);
    const parts = declared?.isUnion() ? declared.types : [declared];
    found.set(name, { name, acceptsUndefined: parts.some((part) => ((part?.flags ?? 0) & TAKES_UNDEFINED) !== 0) });
  }
}

// `never` is there to forbid a member, which `undefined` does not use.
const TAKES_UNDEFINED = ts.TypeFlags.Undefined | ts.TypeFlags.Any | ts.TypeFlags.Unknown | ts.TypeFlags.Never;

const isNamed = (node: ts.Node): boolean =>
  ts.isInterfaceDeclaration(node) ||
  ts.isTypeAliasDeclaration(node) ||
  ts.isFunctionDeclaration(node) ||
  ts.isClassDeclaration(node);

const isOurs = (node: ts.Node | undefined): boolean =>
  node !== undefined && /\/packages\/[\w-]+\/dist\//.test(node.getSourceFile().fileName);
