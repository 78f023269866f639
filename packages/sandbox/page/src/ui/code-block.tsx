import type { ReactNode } from "react";
import { CopyButton } from "./copy-button.js";

/** Code with a copy button. */
export function CodeBlock({
  code,
  label,
  children = code,
}: {
  readonly code: string;
  readonly label: string;
  /** Highlighted code. */
  readonly children?: ReactNode;
}) {
  return (
    <figure className="code">
      <figcaption>
        <span>{label}</span>
        <CopyButton text={code} label={`Copy ${label}`}>
          Copy
        </CopyButton>
      </figcaption>
      <pre tabIndex={0} aria-label={label}>
        <code>{children}</code>
      </pre>
    </figure>
  );
}
