import { useEffect, useState, type ReactNode } from "react";
import { later } from "../clock.js";
import { Icon } from "./icon.js";

/** Copies `text`, and says so for a moment without changing its size. */
export function CopyButton({
  text,
  children,
  label,
}: {
  readonly text: string;
  readonly children?: ReactNode;
  readonly label?: string;
}) {
  const [copied, setCopied] = useState<"no" | "yes" | "failed">("no");
  useEffect(() => (copied === "no" ? undefined : later(() => setCopied("no"), 1500)), [copied]);
  const copy = (): void =>
    void navigator.clipboard.writeText(text).then(
      () => setCopied("yes"),
      () => setCopied("failed"),
    );
  return (
    <button
      type="button"
      className="button button-small"
      data-state={copied}
      onClick={copy}
      aria-label={copied === "yes" ? "Copied" : label}
    >
      <Icon name={copied === "yes" ? "done" : copied === "failed" ? "warning" : "copy"} />
      {children}
      <span className="sr-only" role="status">
        {copied === "yes" ? "Copied" : copied === "failed" ? "The browser did not allow copying." : ""}
      </span>
    </button>
  );
}
