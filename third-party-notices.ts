import { readFileSync } from "node:fs";

/** The licences of packages that a bundle contains, as their owners ask for. `folders` are those packages' folders. */
export function thirdPartyNotices(folders: readonly string[]): string {
  const sections = folders.map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(`${folder}/package.json`, "utf8")) as {
      name: string;
      version: string;
      license: string;
    };
    return `## ${name} ${version} (${license})\n\n${readFileSync(`${folder}/LICENSE`, "utf8").trim()}\n`;
  });
  return `# Third-party notices\n\nThis package contains code of the following packages.\n\n${sections.join("\n")}`;
}
