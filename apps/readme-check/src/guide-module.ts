import { pathToFileURL } from "node:url";
import { findSnippets, slug } from "./snippets.js";
import { transpileSnippets } from "./transpile.js";

/**
 * The code of a guide as modules that a test can import, by the file names in their first lines.
 *
 * @param into - A folder of this test's own.
 */
export function guideModules(document: string, into: string): (file: string) => Promise<Record<string, unknown>> {
  const snippets = findSnippets().filter(({ name }) => name.startsWith(`${document}#`));
  const transpiled = transpileSnippets(snippets, into);
  return async (file) => {
    const found = snippets.find(({ path }) => path === `${slug(document)}/${file}`);
    const snippet = transpiled.find(({ name }) => name === found?.name);
    if (snippet === undefined) throw new Error(`${document} has no code with the first line "// ${file}.ts"`);
    return (await import(pathToFileURL(snippet.file).href)) as Record<string, unknown>;
  };
}
