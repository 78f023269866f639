import { readdirSync, readFileSync } from "node:fs";
import ts from "typescript";

/** Comment of an interface or a field, and of its nested fields. */
export interface Comments {
  readonly description: string;
  readonly members: Readonly<Record<string, Comments>>;
}

/** Reads the comments of all interfaces in a folder, by interface name. */
export function readComments(folder: URL): ReadonlyMap<string, Comments> {
  const found = new Map<string, Comments>();
  const bases = new Map<string, string>();
  for (const name of readdirSync(folder).filter((file) => file.endsWith(".ts"))) {
    const source = ts.createSourceFile(name, readFileSync(new URL(name, folder), "utf8"), ts.ScriptTarget.Latest, true);
    for (const node of source.statements) {
      if (ts.isTypeAliasDeclaration(node) && ts.isTypeReferenceNode(node.type)) {
        // `Partial<Other>` has the fields of `Other`.
        const base = node.type.typeArguments?.[0]?.getText();
        if (base !== undefined) bases.set(node.name.text, base);
        found.set(node.name.text, { description: commentOn(node), members: {} });
      }
      if (!ts.isInterfaceDeclaration(node)) continue;
      found.set(node.name.text, { description: commentOn(node), members: membersOf(node.members) });
      const base = node.heritageClauses?.[0]?.types[0]?.expression;
      if (base !== undefined) bases.set(node.name.text, base.getText());
    }
  }
  for (const [name, base] of bases) {
    const own = found.get(name)!;
    found.set(name, { ...own, members: { ...found.get(base)?.members, ...own.members } });
  }
  return found;
}

function membersOf(members: ts.NodeArray<ts.TypeElement>): Record<string, Comments> {
  const fields = members.filter(ts.isPropertySignature).map((member): [string, Comments] => {
    const literal = member.type === undefined ? undefined : literalIn(member.type);
    return [
      member.name.getText(),
      { description: commentOn(member), members: literal === undefined ? {} : membersOf(literal.members) },
    ];
  });
  return Object.fromEntries(fields);
}

function literalIn(type: ts.TypeNode): ts.TypeLiteralNode | undefined {
  if (ts.isTypeLiteralNode(type)) return type;
  return ts.isUnionTypeNode(type) ? type.types.find(ts.isTypeLiteralNode) : undefined;
}

function commentOn(node: ts.Node): string {
  const [comment] = ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc);
  const description = ts.getTextOfJSDocComment(comment?.comment) ?? "";
  return description
    .replace(/\{@link (\w+)\}/g, "`$1`")
    .replace(/\s+/g, " ")
    .replace(/ Fields that are not listed[^.]*\./, "") // describes the SDK's behavior
    .trim();
}
