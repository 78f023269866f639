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
  /** What it copies, where the words in it do not say so; it holds those words. */
  readonly label?: string;
}) {
  const [state, setState] = useState<"ready" | "copied" | "failed">("ready");
  useEffect(() => (state === "ready" ? undefined : later(() => setState("ready"), 1500)), [state]);
  // Without a clipboard where the page is neither on localhost nor on HTTPS.
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      setState("copied");
    } catch {
      setState("failed");
    }
  };
  return (
    <>
      <button
        type="button"
        className="button button-small"
        data-state={state}
        onClick={() => void copy()}
        aria-label={label}
      >
        <Icon name={ICONS[state]} />
        {children}
      </button>
      <span className="sr-only" role="status">
        {SAID[state]}
      </span>
    </>
  );
}

const ICONS = { ready: "copy", copied: "done", failed: "warning" } as const;
const SAID = { ready: "", copied: "Copied", failed: "The browser did not allow copying." } as const;
