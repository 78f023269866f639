import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createMarkdownRenderer, defineLoader } from "vitepress";
import { ROOT } from "../../src/repository.js";

const FRAMEWORKS = [
  ["express", "Express"],
  ["fastify", "Fastify"],
  ["nestjs", "NestJS"],
  ["core", "Plain Node"],
];

/** The install line and the first code of a package's README: what the home page shows is what the README says. */
export default defineLoader({
  watch: FRAMEWORKS.map(([name]) => `../../../../packages/${name}/README.md`),
  async load() {
    const { markdown } = globalThis.VITEPRESS_CONFIG.userConfig;
    const md = await createMarkdownRenderer(ROOT, markdown, "/");
    return FRAMEWORKS.map(([name, label]) => {
      const path = join(ROOT, "packages", name, "README.md");
      const readme = readFileSync(path, "utf8");
      const [install] = /```sh\nnpm install .*\n```/.exec(readme);
      const [code] = /```ts\n[\s\S]*?```/.exec(readme);
      return { name, label, html: md.render(`${install}\n\n${code}`, { path }) };
    });
  },
});
