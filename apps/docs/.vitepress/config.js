import { fileURLToPath } from "node:url";
import { defineConfig } from "vitepress";
import { versionLabel } from "../src/changelog.js";
import { codeTabs } from "../src/code-tabs.js";
import { forgeLinks } from "../src/forge.js";
import { GUIDES } from "../src/guides.js";
import { inlineFlags } from "../src/inline-flags.js";
import { writeLlmsTexts } from "../src/llms.js";
import { NOT_PAGES, pageOf } from "../src/pages.js";
import { repositoryLinks } from "../src/repository-links.js";
import { PACKAGES, ROOT } from "../src/repository.js";
import { searchable, SEARCH } from "../src/search.js";
import { referenceSidebars } from "../src/reference-sidebar.js";

/** Pages lie outside of this folder, where no Vue is installed: they get the one beside this file. */
const findVue = {
  name: "find-vue",
  enforce: "pre",
  resolveId(source, importer) {
    if (/^vue(\/|$)/.test(source) && importer?.includes(".md"))
      return this.resolve(source, fileURLToPath(import.meta.url));
  },
};

const forge = forgeLinks();

export default defineConfig({
  title: "Sendo for Node",
  description: "Send and receive messages through the Sendo API from Express, NestJS, Fastify or plain Node.",
  lang: "en",
  srcDir: fileURLToPath(new URL("../../..", import.meta.url)),
  srcExclude: NOT_PAGES,
  outDir: fileURLToPath(new URL("../dist", import.meta.url)),
  cacheDir: fileURLToPath(new URL("./cache", import.meta.url)),
  rewrites: (file) => pageOf(file) ?? file,
  cleanUrls: true,
  metaChunk: true,
  head: [
    ["link", { rel: "icon", type: "image/svg+xml", href: "/icon.svg" }],
    ["meta", { name: "theme-color", content: "#0e7c66" }],
  ],
  markdown: {
    theme: { light: "github-light-high-contrast", dark: "github-dark-default" },
    config: (md) => md.use(repositoryLinks).use(codeTabs).use(inlineFlags),
  },
  vite: {
    publicDir: fileURLToPath(new URL("../../../packages/sandbox/page/public", import.meta.url)),
    plugins: [findVue],
    build: { chunkSizeWarningLimit: 4_000 },
    server: { fs: { allow: [ROOT] } },
  },
  themeConfig: {
    logo: "/icon.svg",
    search: {
      provider: "local",
      options: { miniSearch: { searchOptions: SEARCH }, _render: searchable },
    },
    outline: { level: [2, 3] },
    ...forge.themeConfig,
    nav: [
      { text: "Guides", link: "/guide/first-message", activeMatch: "^/(guide/(?!sandbox$)|overview)" },
      {
        text: "Packages",
        activeMatch: "^/packages/",
        items: PACKAGES.map((name) => ({ text: `@sendo/${name}`, link: `/packages/${name}` })),
      },
      { text: "Sandbox", link: "/guide/sandbox" },
      { text: "API", link: "/reference/", activeMatch: "^/reference/" },
      {
        text: versionLabel(),
        items: [
          { text: "Changelog", link: "/changelog" },
          { text: "Supported versions", link: "/project/security" },
          ...forge.releases,
        ],
      },
    ],
    sidebar: { "/": GUIDES, ...referenceSidebars() },
    footer: { message: "Questions about the API: support@sendo.dev", copyright: "MIT" },
  },
  // Generated pages have no source that somebody could edit.
  transformPageData: ({ filePath, frontmatter }) => {
    if (filePath.startsWith("apps/docs/generated/")) frontmatter.editLink = false;
  },
  buildEnd: writeLlmsTexts,
});
