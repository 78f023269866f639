// What changesets writes into each CHANGELOG.md: what the changesets say, and no lists of dependencies, since all packages are
// released together under one version.

export async function getReleaseLine({ summary }) {
  const [first, ...rest] = summary.trim().split("\n");
  return [`- ${first}`, ...rest.map((line) => (line === "" ? "" : `  ${line}`))].join("\n");
}

export async function getDependencyReleaseLine() {
  return "";
}
