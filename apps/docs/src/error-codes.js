import { join } from "node:path";
import ts from "typescript";
import { ROOT } from "./repository.js";

/** Every `SendoErrorCode` and its constant message, from the place where core keeps them. */
export function readErrorCodes(program) {
  const source = program.getSourceFile(join(ROOT, "packages/core/src/errors/error-codes.ts"));
  const codes = new Map();
  const visitTable = (node) => {
    if (ts.isVariableDeclaration(node) && /^(?:ERROR_)?MESSAGES$/.test(node.name.getText())) {
      let { initializer } = node;
      while (!ts.isObjectLiteralExpression(initializer)) initializer = initializer.expression;
      for (const { name, initializer: message } of initializer.properties) codes.set(name.getText(), valueOf(message));
    } else ts.forEachChild(node, visitTable);
  };
  visitTable(source);
  if (codes.size === 0) throw new Error("ERROR_MESSAGES is no longer where it was");
  // Errors of other packages have such a table beside them.
  for (const file of program.getSourceFiles())
    if (/packages\/[^/]+\/src\/[^/]+-error\.ts$/.test(file.fileName)) visitTable(file);
  return codes;
}

/** A string, or strings joined by `+`. */
function valueOf(node) {
  if (ts.isBinaryExpression(node)) return valueOf(node.left) + valueOf(node.right);
  if (ts.isStringLiteralLike(node)) return node.text;
  throw new Error(`not a constant string: ${node.getText()}`);
}
