import { redactText } from "./redact.js";

const LONGEST_NAME = 40;

/** A field's name as it may be shown: some apps use phone numbers as keys, and half a character would break a log line. */
export function shownName(name: PropertyKey): string {
  return redactText(String(name), [], LONGEST_NAME).replace(/\p{Cs}/gu, "\ufffd");
}

/** Where in an input something is wrong: `metadata.orderId`, `mediaUrls.0`. */
export function inputPath(path: readonly PropertyKey[]): string {
  return path.map(shownName).join(".");
}

/** Where in an answer or event something is unexpected, without the keys of its metadata: a stranger chose those. */
export function answerPath(path: readonly PropertyKey[]): string {
  const metadata = path.indexOf("metadata");
  return inputPath(metadata === -1 ? path : path.slice(0, metadata + 1));
}

/** Such paths for a log line: each once, and not thousands of a long list. */
export function answerPaths(issues: readonly { readonly path: readonly PropertyKey[] }[]): readonly string[] {
  return [...new Set(issues.map(({ path }) => answerPath(path)))].slice(0, 10);
}
