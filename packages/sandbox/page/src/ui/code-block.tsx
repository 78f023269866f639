import type { ReactNode } from "react";
import { CopyButton } from "./copy-button.js";

/** Lines to copy. */
export function CodeBlock({
  code,
  label,
  children = code,
}: {
  readonly code: string;
  readonly label: string;
  /** The same, with colours. */
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
