import { Converter } from "typedoc";
import ts from "typescript";

/**
 * Which of our errors a public function throws, as far as can be read off the code: by itself, or by functions of ours that it calls
 * in its own body. What happens later (in callbacks, inside promises that it did not await) is not seen, nor what a caught one becomes.
 */
export function recordThrownErrors(app) {
  const thrown = new Map();
  const known = new Map();
  app.converter.on(Converter.EVENT_CREATE_SIGNATURE, ({ checker }, signature, declaration) => {
    if (declaration?.body) thrown.set(signature, errorsOf(declaration, checker, known));
  });
  return thrown;
}

function errorsOf(declaration, checker, known) {
  const before = known.get(declaration);
  if (before) return before; // also of a function that calls itself
  const errors = new Set();
  known.set(declaration, errors);
  const visit = (node) => {
    if (ts.isFunctionLike(node)) return;
    if (ts.isTryStatement(node) && node.catchClause) {
      visit(node.catchClause.block);
      if (node.finallyBlock) visit(node.finallyBlock);
      return;
    }
    if (ts.isThrowStatement(node) && !ts.isIdentifier(node.expression)) {
      // By its type: `throw setupError("...")` throws what `throw new SendoConfigError(...)` does. A name is somebody else's error.
      const thrown = checker.getTypeAtLocation(node.expression).getSymbol();
      if (thrown) errors.add(thrown.getName());
    }
    if (ts.isCallExpression(node)) {
      for (const error of errorsOfCall(node, checker, known)) errors.add(error);
    }
    ts.forEachChild(node, visit);
  };
  visit(declaration.body);
  return errors;
}

function errorsOfCall(call, checker, known) {
  const { declaration } = checker.getResolvedSignature(call) ?? {};
  const isOurs = declaration?.body && !declaration.getSourceFile().fileName.includes("/node_modules/");
  return isOurs ? errorsOf(declaration, checker, known) : [];
}
