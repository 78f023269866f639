import { relative } from "node:path";
import { ROOT } from "./repository.js";
import { siteLink } from "./pages.js";

/**
 * Links are written for readers of the repository; this turns them into links of the site. What the site does not have (a source
 * file, a folder) becomes plain text there.
 */
export function repositoryLinks(md) {
  md.core.ruler.push("repository-links", ({ tokens, env }) => {
    const path = env.realPath ?? env.path;
    if (path === undefined) return; // a title
    const file = relative(ROOT, path);
    for (const { children } of tokens) {
      let dropped = false;
      for (const token of children ?? []) {
        if (token.type === "link_open") {
          const link = siteLink(token.attrGet("href"), file);
          dropped = link === undefined;
          if (!dropped) token.attrSet("href", link);
        }
        if (dropped && /^link_(open|close)$/.test(token.type)) {
          if (token.type === "link_close") dropped = false;
          Object.assign(token, { type: "text", tag: "", content: "", nesting: 0, attrs: null });
        }
      }
    }
  });
}
