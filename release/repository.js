/**
 * Where the source is. The one place that names it: `pnpm release:metadata` writes it into the
 * packages. A placeholder until the owner names it.
 */
export const REPOSITORY = "https://github.com/OWNER/sendo-node";

/** Whether an address names a repository, and is no longer the placeholder. */
export function hasRepository(address = REPOSITORY) {
  return /^https:\/\/[\w.-]+\/[\w.-]+\/[\w.-]+$/.test(address) && !address.includes("/OWNER/");
}

/** @throws Where {@link REPOSITORY} is still the placeholder: a release would publish links that lead nowhere. */
export function checkRepository(address = REPOSITORY) {
  if (!hasRepository(address)) {
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
