import { redactText } from "@sendo/core/adapter";

/** Copies a JSON value, masking every phone number in the copy. Each line is masked separately. */
export function hideNumbers<T>(value: T): T {
  return hidden(value, 16) as T;
}

function hidden(value: unknown, depth: number): unknown {
  if (typeof value === "string") {
    return value
      .split("\n")
      .map((line) => redactText(line, [], Infinity))
      .join("\n");
  }
  if (typeof value !== "object" || value === null || depth === 0) return value;
  if (Array.isArray(value)) return value.map((each) => hidden(each, depth - 1));
  if ("reveal" in value) return value; // a secret, which is printed as a placeholder
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, hidden(each, depth - 1)]));
}
