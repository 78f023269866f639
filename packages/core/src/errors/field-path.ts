import { redactText } from "./redact.js";

const LONGEST_NAME = 40;

/**
 * Returns a field name that is safe to show. Phone numbers are masked, because some apps use them as keys. Unpaired surrogates
 * are replaced, because they would break a log line.
 */
export function shownName(name: PropertyKey): string {
  return redactText(String(name), [], LONGEST_NAME).replace(/\p{Cs}/gu, "\ufffd");
}

/** Path of an input field, such as `metadata.orderId` or `mediaUrls.0`. */
export function inputPath(path: readonly PropertyKey[]): string {
  return path.map(shownName).join(".");
}

/** Path of a response or event field. Metadata keys are omitted, because an untrusted sender can choose them. */
export function answerPath(path: readonly PropertyKey[]): string {
  const metadata = path.indexOf("metadata");
  return inputPath(metadata === -1 ? path : path.slice(0, metadata + 1));
}

/** Up to 10 distinct paths from a list of issues, for a log line. */
export function answerPaths(issues: readonly { readonly path: readonly PropertyKey[] }[]): readonly string[] {
  return [...new Set(issues.map(({ path }) => answerPath(path)))].slice(0, 10);
}
