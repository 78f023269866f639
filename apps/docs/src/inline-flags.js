const FLAG = /(^|\s)(--?[a-z][\w-]*)/gi;

/** Keeps flags such as `--dry-run` in inline code on one line. Browsers would break them after a hyphen. */
export function inlineFlags(md) {
  const render = md.renderer.rules.code_inline;
  md.renderer.rules.code_inline = (...given) =>
    render(...given).replace(FLAG_IN_ELEMENT, (_, open, text) => `${open}${keepFlags(text)}`);
}

const FLAG_IN_ELEMENT = /^(<code[^>]*>)([^<]*)/;

/** @returns The text, which is escaped already, with an element around each flag. */
export const keepFlags = (text) => text.replace(FLAG, '$1<span class="flag">$2</span>');
