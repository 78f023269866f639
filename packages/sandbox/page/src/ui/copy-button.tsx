import { useEffect, useState, type ReactNode } from "react";
import { later } from "../clock.js";
import { Icon } from "./icon.js";

/** Copies `text` and confirms it without changing its own size. */
export function CopyButton({
  text,
  children,
  label,
}: {
  readonly text: string;
  readonly children?: ReactNode;
  /** Accessible name, if the visible label is not sufficient. It must contain the visible label. */
  readonly label?: string;
}) {
  const [state, setState] = useState<"ready" | "copied" | "failed">("ready");
  useEffect(() => (state === "ready" ? undefined : later(() => setState("ready"), 1500)), [state]);
  // The clipboard is available only over HTTPS and on localhost.
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
