import { codeVariants } from "./code-variants.js";

let group = 0;

/**
 * Shows an install line for each package manager, and TypeScript with its JavaScript, as tabs. The documentation contains
 * only the npm or the TypeScript form, so it reads well without the site.
 */
export function codeTabs(md) {
  const fence = md.renderer.rules.fence;
  md.renderer.rules.fence = (tokens, index, options, env, self) => {
    const token = tokens[index];
    const variants = codeVariants(token.info.trim(), token.content);
    if (variants.length === 0) return fence(tokens, index, options, env, self);
    group += 1;
    const tabs = variants.map(({ label }, at) => {
      const id = `code-${group}-${at}`;
      const checked = at === 0 ? " checked" : "";
      return `<input type="radio" name="code-${group}" id="${id}" data-tab="${label}"${checked}><label data-title="${label}" for="${id}">${label}</label>`;
    });
    const blocks = variants.map(({ lang, code }, at) => {
      const variant = Object.assign(Object.create(Object.getPrototypeOf(token)), token, {
        info: at === 0 ? `${lang} active` : lang,
        content: code,
      });
      return fence([variant], 0, options, env, self);
    });
    return `<div class="vp-code-group"><div class="tabs">${tabs.join("")}</div><div class="blocks">${blocks.join("")}</div></div>\n`;
  };
}
