import { inputPath } from "../errors/field-path.js";
import type { SendoValidationIssue } from "../errors/errors.js";
import { isPlainObject } from "../internal/is.js";

// In unicode mode a surrogate matches only where its other half is missing.
const UNSENDABLE = /[\0\p{Cs}]/u;

/**
 * What is wrong with a string that servers and databases reject or mangle: it contains a NUL character or half of a surrogate
 * pair, as left by `body.slice(0, 160)` in the middle of an emoji.
 *
 * @returns A rule that names the position and no content; `undefined` for a string that can be sent.
 */
export function unsendableString(text: string): string | undefined {
  const found = UNSENDABLE.exec(text);
  if (found === null) return undefined;
  return found[0] === "\0"
    ? `contains a NUL character at index ${found.index}; remove it`
    : `contains half of a character (a lone surrogate) at index ${found.index}; cut strings by code points, as in [...text].slice(0, 160).join("")`;
}

/**
 * Finds everything in a JSON value that cannot be sent as it is: such strings, keys included, and objects that JSON would silently
 * empty, such as a `Map`.
 */
export function unsendableFields(value: unknown, path: readonly PropertyKey[]): SendoValidationIssue[] {
  const issues: SendoValidationIssue[] = [];
  collectUnsendable(value, path, issues);
  return issues;
}

// Every send comes by here: a path becomes a string only where something is wrong.
function collectUnsendable(value: unknown, path: readonly PropertyKey[], issues: SendoValidationIssue[]): void {
  if (typeof value === "string") {
    const message = unsendableString(value);
    if (message !== undefined) issues.push({ path: inputPath(path), message });
    return;
  }
  if (typeof value !== "object" || value === null || typeof (value as { toJSON?: unknown }).toJSON === "function")
    return;
  if (!Array.isArray(value) && !isPlainObject(value)) {
    const message = "must be a plain object: JSON would silently drop the content of this one";
    issues.push({ path: inputPath(path), message });
    return;
  }
  for (const [name, field] of Object.entries(value)) {
    const inner = [...path, name];
    const message = unsendableString(name);
    if (message !== undefined) issues.push({ path: inputPath(inner), message: `has a name that ${message}` });
    collectUnsendable(field, inner, issues);
  }
}
