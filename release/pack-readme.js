// Run by `prepack` and `postpack` in a package's folder: the tarball gets the README as npm shows it, the folder keeps its own.
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { basename } from "node:path";
import { npmReadme } from "./npm-readme.js";

const OWN = ".readme-in-repository.md";
if (process.argv[2] === "restore") renameSync(OWN, "README.md");
else {
  // Left behind where packing was interrupted.
  if (!existsSync(OWN)) renameSync("README.md", OWN);
  writeFileSync("README.md", npmReadme(readFileSync(OWN, "utf8"), `packages/${basename(process.cwd())}`));
}
