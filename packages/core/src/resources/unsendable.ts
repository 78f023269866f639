import { inputPath } from "../errors/field-path.js";
import type { SendoValidationIssue } from "../errors/errors.js";
import { isPlainObject } from "../internal/is.js";

// In Unicode mode, `\p{Cs}` matches only unpaired surrogates.
const UNSENDABLE = /[\0\p{Cs}]/u;

/** Whether a string can be sent. See {@link unsendableString} for the rule. */
export function isSendable(value: string): boolean {
  return !UNSENDABLE.test(value);
}

/**
 * Checks a string for characters that servers and databases reject or corrupt: a NUL character or an unpaired surrogate. For example,
 * `body.slice(0, 160)` leaves an unpaired surrogate if it cuts through an emoji.
 *
 * @returns The rule that the string violates and the position of the invalid character, but not the string's content.
 * `undefined` if the string is valid.
 */
export function unsendableString(value: string): string | undefined {
  const found = UNSENDABLE.exec(value);
  if (found === null) return undefined;
  return found[0] === "\0"
    ? `contains a NUL character at index ${found.index}; remove it`
    : `contains half of a character (a lone surrogate) at index ${found.index}; cut strings by code points, as in [...body].slice(0, 160).join("")`;
}

/**
 * Finds every part of a JSON value that cannot be sent: invalid strings, invalid keys and non-plain objects. For example, JSON would
 * silently turn a `Map` into an empty object.
 */
export function unsendableFields(value: object, path: readonly PropertyKey[]): SendoValidationIssue[] {
  const issues: SendoValidationIssue[] = [];
  collectUnsendable(value, path, issues);
  return issues;
}

// This function runs for every send. To save time, a field's path is put together only if it is needed.
function collectUnsendable(value: object, path: readonly PropertyKey[], issues: SendoValidationIssue[]): void {
  if (typeof (value as { toJSON?: unknown }).toJSON === "function") return;
  if (!Array.isArray(value) && !isPlainObject(value)) {
    const message = "must be a plain object: JSON would silently drop the content of this object";
    issues.push({ path: inputPath(path), message });
    return;
  }
  for (const [name, field] of Object.entries(value) as [string, unknown][]) {
    const ofName = unsendableString(name);
    if (ofName !== undefined) issues.push({ path: inputPath([...path, name]), message: `has a name that ${ofName}` });
    const ofField = typeof field === "string" ? unsendableString(field) : undefined;
    if (ofField !== undefined) issues.push({ path: inputPath([...path, name]), message: ofField });
    if (typeof field === "object" && field !== null) collectUnsendable(field, [...path, name], issues);
  }
}
