import { CodeBlock } from "./code-block.js";

/** A value as JSON, to read and to copy. */
export function JsonBlock({ value, label }: { readonly value: unknown; readonly label: string }) {
  return <CodeBlock label={label} code={JSON.stringify(value, null, 2)} />;
}
