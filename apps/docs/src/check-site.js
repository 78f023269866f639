// Every link and anchor of the built site leads somewhere; links to other sites have a form that can be right, and nothing is loaded
// from one. Own code, since a crawler that does the same over HTTP took 105 s where reading the files takes some two.
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join, posix } from "node:path";
import { fileURLToPath } from "node:url";
import { Parser } from "htmlparser2";

const SITE = fileURLToPath(new URL("../dist", import.meta.url));
const LOADED = new Set(["img", "script", "source", "iframe", "video", "audio"]);

const files = readdirSync(SITE, { recursive: true }).map(String);
const pages = new Map(files.filter((file) => file.endsWith(".html")).map((file) => [`/${file}`, readPage(file)]));
const problems = [];

for (const [page, { links, loads }] of pages) {
  for (const href of links) check(page, href);
  for (const url of loads) if (/^(https?:)?\/\//.test(url)) problems.push(`${page} loads ${url} from elsewhere`);
}
for (const file of ["llms.txt", "llms-full.txt"]) {
  const text = readFileSync(join(SITE, file), "utf8").replace(/^```[\s\S]*?^```/gm, "");
  for (const [, href] of text.matchAll(/(?<!!)\]\((\/[^)\s]*)\)/g)) {
    if (!existsSync(join(SITE, href.split("#")[0]))) problems.push(`/${file} links ${href}, which is not there`);
  }
}

if (problems.length > 0) {
  console.error(`${problems.join("\n")}\n\n${problems.length} problems in the built site`);
  process.exit(1);
}
console.log(`${pages.size} pages, every link and anchor leads somewhere`);

function readPage(file) {
  const page = { ids: new Set(), links: new Set(), loads: new Set() };
  const parser = new Parser({
    onopentag(tag, attributes) {
      if (attributes.id) page.ids.add(attributes.id);
      if (tag === "a" && attributes.href) page.links.add(attributes.href);
      if (LOADED.has(tag) && attributes.src) page.loads.add(attributes.src);
      if (tag === "link" && attributes.rel !== "canonical") page.loads.add(attributes.href);
    },
  });
  parser.end(readFileSync(join(SITE, file), "utf8"));
  return page;
}

function check(page, href) {
  if (href.startsWith("mailto:")) return;
  if (/^[a-z]+:/i.test(href)) {
    const { protocol, hostname } = new URL(href);
    // Nobody's, or only this machine's: code that is shown may name them, a link may not.
    if (protocol !== "https:" || !hostname.includes(".") || hostname.endsWith(".example"))
      problems.push(`${page} links ${href}`);
    return;
  }
  const [path, hash] = href.split("#");
  const target = path === "" ? page : resolve(posix.resolve(posix.dirname(page), decodeURI(path)), path.endsWith("/"));
  if (target === undefined) problems.push(`${page} links ${href}, which is not there`);
  else if (hash && pages.has(target) && !pages.get(target).ids.has(decodeURIComponent(hash)))
    problems.push(`${page} links ${href}, and there is no such heading`);
}

/** As a server with clean URLs finds files. */
function resolve(path, isFolder) {
  const candidates = isFolder ? [posix.join(path, "index.html")] : [path, `${path}.html`];
  return candidates.find(
    (file) => pages.has(file) || (existsSync(join(SITE, file)) && statSync(join(SITE, file)).isFile()),
  );
}
