import { Converter, ReferenceType, ReflectionKind, makeRecursiveVisitor } from "typedoc";

/**
 * Lets `{@link SendoConfigError}` lead to that page also where the name is not imported: whoever reads a comment knows the name from
 * the package, and an import only for a comment would be unused. Names of `@sendo/core` first, then those of any other entry point.
 */
export function linkPublicNames(app) {
  app.converter.addUnknownSymbolResolver((reference, from) => {
    const path = (reference.symbolReference?.path ?? []).map(({ path }) => path);
    if (path.length === 0) return;
    const modules = from.project.getChildrenByKind(ReflectionKind.Module);
    for (const module of modules) {
      const target = module.getChildByName(path);
      if (target) return { target };
    }
  });
}

/**
 * TypeScript forgets that `z.infer<typeof brandSchema>` was called `Brand`, and shows its fields wherever it is used. This gives
 * those types their names back: by where their first field is written, which is in one schema only.
 */
export function nameSchemaTypes(app) {
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, (context) => {
    const { project } = context;
    const names = new Map();
    for (const named of project.getReflectionsByKind(ReflectionKind.Interface)) {
      const key = placeOf(context, named);
      if (key?.includes(".schema.ts")) names.set(key, named);
    }
    for (const reflection of Object.values(project.reflections)) {
      if (!reflection.kindOf(ReflectionKind.CallSignature)) continue;
      const nameIn = (type) => {
        const named = type?.type === "reflection" && names.get(placeOf(context, type.declaration));
        return named ? ReferenceType.createResolvedReference(named.name, named, project) : undefined;
      };
      const rename = (type) => {
        if (!type.typeArguments) return;
        type.typeArguments = type.typeArguments.map((argument) => {
          const name = nameIn(argument);
          if (name) project.removeReflection(argument.declaration);
          return name ?? argument;
        });
      };
      reflection.type?.visit(makeRecursiveVisitor({ reference: rename }));
    }
  });
}

function placeOf(context, { children }) {
  const declaration =
    children?.length > 0 ? context.getSymbolFromReflection(children[0])?.declarations?.[0] : undefined;
  return declaration && `${declaration.getSourceFile().fileName}:${declaration.pos}`;
}
