/**
 * Where the source is. The one place that names it: `pnpm release:metadata` writes it into the
 * packages. A placeholder until the owner names it.
 */
export const REPOSITORY = "https://github.com/OWNER/sendo-node";

/** @throws Where {@link REPOSITORY} is still the placeholder: a release would publish links that lead nowhere. */
export function checkRepository(address = REPOSITORY) {
  if (!/^https:\/\/[\w.-]+\/[\w.-]+\/[\w.-]+$/.test(address) || address.includes("/OWNER/")) {
    throw new Error(`release/repository.js names no repository yet (${address}). Set REPOSITORY before a release.`);
  }
}

/** What a package.json says about where its source is. `folder` is relative to the root, such as `packages/core`. */
export function metadataOf(folder, address = REPOSITORY) {
  return {
    homepage: `${address}/tree/main/${folder}#readme`,
    bugs: `${address}/issues`,
    repository: { type: "git", url: `git+${address}.git`, directory: folder },
  };
}
