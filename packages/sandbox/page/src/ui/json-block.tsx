import { jsonTokens } from "../model/json-tokens.js";
import { CodeBlock } from "./code-block.js";

/** Highlighted JSON with a copy button. */
export function JsonBlock({ value, label }: { readonly value: unknown; readonly label: string }) {
  const json = JSON.stringify(value, null, 2);
  return (
    <CodeBlock label={label} code={json}>
      {jsonTokens(json).map(({ text, kind }, index) => (
        <span key={index} data-json={kind}>
          {text}
        </span>
      ))}
    </CodeBlock>
  );
}
