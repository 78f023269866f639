import { posix } from "node:path";

/**
 * Which files of the repository are pages of the site, and at which address. Nothing is copied: the site is built from the very
 * files that people read in the repository.
 */
const RULES = [
  [/^apps\/docs\/pages\/(.+)$/, "$1"],
  [/^apps\/docs\/generated\/reference\/(.+)$/, "reference/$1"],
  [/^apps\/bench\/results\/(.+)$/, "figures/$1"],
  [/^packages\/([\w-]+)\/README\.md$/, "packages/$1.md"],
  [/^docs\/decisions\/README\.md$/, "project/decisions/index.md"],
  [/^docs\/decisions\/(.+\.md)$/, "project/decisions/$1"],
  [/^docs\/([\w-]+\.md)$/, "guide/$1"],
  [/^apps\/docs\/generated\/changelog\.md$/, "changelog.md"],
  [/^README\.md$/, "overview.md"],
  [/^SECURITY\.md$/, "project/security.md"],
  [/^CODE_OF_CONDUCT\.md$/, "project/code-of-conduct.md"],
  [/^CONTRIBUTING\.md$/, "project/contributing.md"],
];

/** What every other Markdown file of the repository is: not a page. As `srcExclude` wants it. */
export const NOT_PAGES = [
  "docs/decisions/TEMPLATE.md",
  "apps/*/README.md",
  "apps/!(docs|bench)/**/*.md",
  "packages/*/!(README).md",
  "packages/*/*/**/*.md",
];

/** `docs/testing.md` -> `guide/testing.md`; `undefined` for what is no page. */
export function pageOf(file) {
  for (const [pattern, page] of RULES) if (pattern.test(file)) return file.replace(pattern, page);
}

/** Where a link in a file of the repository leads on the site; `undefined` for what the site does not have. */
export function siteLink(href, file) {
  if (/^[a-z]+:|^\/|^#/i.test(href)) return href;
  const [path, hash] = href.split("#");
  const target = pageOf(posix.join(posix.dirname(file), decodeURI(path)));
  return target && `/${target}${hash ? `#${hash}` : ""}`;
}
