import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { siteLink } from "./pages.js";
import { ROOT } from "./repository.js";

/**
 * For readers that are programs: each page as Markdown beside its HTML, `llms.txt` with a list of them, and `llms-full.txt` with
 * all packages and guides in one file. The reference is listed by entry point; its pages are a link further.
 */
export function writeLlmsTexts({ pages, rewrites, outDir, site }) {
  const texts = pages.map((file) => {
    const page = rewrites.map[file] ?? file;
    const text = readFileSync(join(ROOT, file), "utf8").replace(/^---\n[\s\S]*?\n---\n/, "");
    return {
      page,
      ...describe(text),
      text: text.replace(/(?<!!)\]\(([^)\s]+)\)/g, (_, href) => `](${siteLink(href, file) ?? href})`),
    };
  });
  for (const { page, text } of texts) {
    mkdirSync(dirname(join(outDir, page)), { recursive: true });
    writeFileSync(join(outDir, page), text);
  }
  const list = (title, filter) => {
    const lines = texts
      .filter(({ page }) => filter(page))
      .map(({ page, title, lead }) => `- [${title}](/${page})${lead && `: ${lead}`}`);
    return `## ${title}\n\n${lines.join("\n")}\n`;
  };
  const isReference = (page) => page.startsWith("reference/");
  writeFileSync(
    join(outDir, "llms.txt"),
    [
      `# ${site.title}\n\n> ${site.description}\n`,
      list("Packages", (page) => page.startsWith("packages/")),
      list("Guides", (page) => page.startsWith("guide/")),
      list("Reference", (page) => isReference(page) && /index\.md$/.test(page)),
      list("Optional", (page) => /^(figures|project)\//.test(page)),
    ].join("\n"),
  );
  const whole = texts.filter(({ page }) => /^(packages|guide)\//.test(page) || page === "overview.md");
  writeFileSync(
    join(outDir, "llms-full.txt"),
    whole.map(({ page, text }) => `<!-- /${page} -->\n\n${text.trim()}\n`).join("\n\n"),
  );
}

/** A page's title, and the first sentence below it. */
function describe(text) {
  const title = /^# (.+)$/m.exec(text)?.[1] ?? "";
  const lead = /^# .+\n+(?![#`|<-])([\s\S]+?)(?:\n\n|$)/m.exec(text)?.[1] ?? "";
  const sentence = /^[\s\S]*?[.:](?=\s|$)/.exec(lead.replace(/\s+/g, " "))?.[0] ?? "";
  return { title, lead: sentence.replace(/\[([^\]]*)\]\([^)]*\)/g, "$1").replace(/:$/, ".") };
}
