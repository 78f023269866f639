import ts from "typescript";

/** Strict, and the two options beyond `strict` that libraries are most often found not to heed. */
export const OPTIONS: ts.CompilerOptions = {
  // What a reader of JavaScript is left with when the types are gone: syntax that one of our Nodes does not know fails there.
  target: ts.ScriptTarget.ESNext,
  lib: ["lib.es2023.d.ts", "lib.esnext.disposable.d.ts"],
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  skipLibCheck: true,
  experimentalDecorators: true,
  emitDecoratorMetadata: true,
  types: ["node"],
};
