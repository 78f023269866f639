import { fileURLToPath } from "node:url";
import { defineConfig } from "vitepress";
import { DECISIONS } from "../src/decisions.js";
import { writeLlmsTexts } from "../src/llms.js";
import { NOT_PAGES, pageOf } from "../src/pages.js";
import { repositoryLinks } from "../src/repository-links.js";
import { PACKAGES, ROOT } from "../src/repository.js";
import { referenceSidebar } from "../src/reference-sidebar.js";

const link = (text, page) => ({ text, link: `/${page}` });

const GUIDES = [
  {
    text: "Start",
    items: [
      link("Overview", "overview"),
      link("Your first message", "guide/first-message"),
      link("Moving from your own fetch", "guide/moving"),
      link("Before you send", "guide/compliance"),
    ],
  },
  {
    text: "Tasks",
    items: [
      link("Receive replies", "guide/receiving"),
      link("Express", "guide/express"),
      link("Fastify", "guide/fastify"),
      link("NestJS", "guide/nestjs"),
      link("Other frameworks", "guide/other-frameworks"),
      link("Send login codes", "guide/login-codes"),
      link("Send on time", "guide/on-time"),
      link("Guards", "guide/guards"),
      link("Send to many", "guide/bulk"),
      link("Test what you wrote", "guide/testing"),
      link("Scale to more processes", "guide/scaling"),
      link("Run the outbox", "guide/outbox"),
      link("Stores on SQL", "guide/sql-stores"),
      link("See what happens", "guide/observability"),
      link("Keep it safe", "guide/security"),
      link("Use the command line", "guide/cli"),
      link("Use the sandbox", "guide/sandbox"),
      link("Use the sandbox anywhere", "guide/sandbox-anywhere"),
    ],
  },
  { text: "Packages", items: PACKAGES.map((name) => link(`@sendo/${name}`, `packages/${name}`)) },
  {
    text: "Proofs",
    items: [
      link("What is guaranteed", "guide/guarantees"),
      link("Endpoints and fields", "guide/api"),
      link("Benchmarks", "guide/benchmarks"),
      {
        text: "Figures",
        collapsed: true,
        items: [
          link("429s beside other limiters", "figures/limiters"),
          link("100,000 sends, none twice", "figures/never-two"),
          link("Stale connections", "figures/stale-sockets"),
          link("Somebody else on the key", "figures/foreign"),
          link("A limit of several processes", "figures/shared-limit"),
          link("An outbox that is killed", "figures/outbox-kills"),
          link("What a place costs", "figures/acquire"),
          link("What a send costs", "figures/overhead"),
          link("What an install weighs", "figures/weight"),
          link("The sandbox beside others", "figures/sandbox"),
        ],
      },
      {
        text: "Decisions",
        collapsed: true,
        link: "/project/decisions/",
        items: DECISIONS.map(({ file, title }) =>
          link(title.replaceAll("`", ""), `project/decisions/${file.slice(0, -3)}`),
        ),
      },
      link("Contributing", "project/contributing"),
    ],
  },
];

/** Pages lie outside of this folder, where no Vue is installed: they get the one beside this file. */
const findVue = {
  name: "find-vue",
  enforce: "pre",
  resolveId(source, importer) {
    if (/^vue(\/|$)/.test(source) && importer?.includes(".md"))
      return this.resolve(source, fileURLToPath(import.meta.url));
  },
};

export default defineConfig({
  title: "Sendo for Node",
  description: "Send and receive texts through the Sendo API from Express, NestJS, Fastify or plain Node.",
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
    config: (md) => md.use(repositoryLinks),
  },
  vite: {
    publicDir: fileURLToPath(new URL("../../../packages/sandbox/page/public", import.meta.url)),
    plugins: [findVue],
    build: { chunkSizeWarningLimit: 4_000 },
    server: { fs: { allow: [ROOT] } },
  },
  themeConfig: {
    logo: "/icon.svg",
    search: { provider: "local" },
    outline: { level: [2, 3] },
    nav: [
      { text: "Guides", link: "/guide/first-message", activeMatch: "^/(guide|overview)" },
      {
        text: "Packages",
        activeMatch: "^/packages/",
        items: PACKAGES.map((name) => link(`@sendo/${name}`, `packages/${name}`)),
      },
      { text: "Sandbox", link: "/guide/sandbox" },
      { text: "API", link: "/reference/", activeMatch: "^/reference/" },
    ],
    sidebar: { "/": GUIDES, "/reference/": referenceSidebar() },
    footer: { message: "Questions about the API: support@sendo.dev", copyright: "MIT" },
  },
  buildEnd: writeLlmsTexts,
});
