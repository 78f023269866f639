/**
 * How the search ranks. Guides come before packages, and both before the reference: who searches for "retry" wants to know what to do.
 * The function is sent to the browser as source code, so it uses nothing from outside.
 */
export const SEARCH = {
  // A short word with another letter is another word: "test" and "text".
  fuzzy: (term) => (term.length > 5 ? 0.15 : false),
  prefix: true,
  combineWith: "AND",
  boost: { title: 6, titles: 3, text: 1 },
  boostDocument(id, term, { title = "", titles = [] } = {}) {
    const [path, anchor] = id.split("#");
    // Words by which people look for a page that has another title.
    const topics = {
      webhook: "/guide/receiving",
      webhooks: "/guide/receiving",
      429: "/guide/scaling",
      mock: "/guide/testing",
    };
    const of = (pattern) => pattern.test(path);
    const isTable = of(/^\/guide\/(api|errors|cli)$/);
    const weight = isTable
      ? 2
      : of(/^\/(guide\/|overview)/)
        ? 6
        : of(/^\/packages\//)
          ? 2
          : of(/^\/reference\//)
            ? 0.5
            : 0.25;
    // The page that is about the term: its first heading has it.
    const isPage = titles.length === 0;
    const isAbout = (isPage ? title : titles[0]).toLowerCase().includes(term.toLowerCase());
    if (isPage && topics[term.toLowerCase()] === path) return 100;
    return weight * (isAbout ? 3 : 1) * (isPage && isAbout && anchor !== undefined ? 2 : 1);
  },
};

/** What is indexed of a page: of the reference only its first part, since guides explain the rest. */
export function searchable(source, env, md) {
  const isReference = env.relativePath.startsWith("apps/docs/generated/reference/");
  const html = md.render(isReference ? source.split(/^## /m, 1)[0] : source, env);
  return env.frontmatter?.search === false ? "" : html;
}
