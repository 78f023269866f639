import { ReflectionKind } from "typedoc";

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
