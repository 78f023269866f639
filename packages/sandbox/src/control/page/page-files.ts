import { existsSync } from "node:fs";
import { readFile, readdir } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";

/** One of the page's files, with its headers. */
export interface PageFile {
  readonly contentType: string;
  readonly cacheControl: string;
  readonly body: Buffer;
}

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
};

/**
 * @internal Reads the page's files and returns them by URL path. All files are read in advance, so a request path is
 * never used as a file name.
 */
export async function readPageFiles(folder = pageFolder()): Promise<ReadonlyMap<string, PageFile>> {
  const files = new Map<string, PageFile>();
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const contentType = TYPES[path.extname(entry.name)];
    if (!entry.isFile() || contentType === undefined) continue;
    const file = path.join(entry.parentPath, entry.name);
    const served = `/${path.relative(folder, file).split(path.sep).join("/")}`;
    // The names of the files in `/assets/` contain a content hash. Browsers must revalidate all other files.
    const cacheControl = served.startsWith("/assets/") ? "public, max-age=31536000, immutable" : "no-cache";
    files.set(served === "/index.html" ? "/" : served, { contentType, cacheControl, body: await readFile(file) });
  }
  return files;
}

// The build output is next to the bundle. Tests that run from source use the page in the `dist` folder.
function pageFolder(): string {
  const folders = ["./page/", "../../../dist/page/"].map((from) => fileURLToPath(new URL(from, import.meta.url)));
  return folders.find((folder) => existsSync(path.join(folder, "index.html"))) ?? folders[0]!;
}
