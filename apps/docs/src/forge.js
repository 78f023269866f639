import { hasRepository, REPOSITORY } from "../../../release/repository.js";

/** Links that need the repository's address: none while the address is a placeholder, since they would lead nowhere. */
export function forgeLinks(address = REPOSITORY) {
  if (!hasRepository(address)) return { themeConfig: {}, releases: [] };
  return {
    themeConfig: {
      editLink: { pattern: `${address}/edit/main/:path`, text: "Edit this page" },
      socialLinks: [{ icon: "github", link: address }],
    },
    releases: [{ text: "All releases", link: `${address}/releases` }],
  };
}
