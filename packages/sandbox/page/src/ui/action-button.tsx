import type { ReactNode } from "react";
import { Icon, type IconName } from "./icon.js";
import { useAction } from "./use-action.js";

/** A button that runs a sandbox action and shows its error. */
export function ActionButton({
  icon,
  children,
  work,
  label,
  kind = "",
}: {
  readonly icon?: IconName;
  readonly children?: ReactNode;
  readonly work: () => Promise<unknown>;
  /** Accessible name for a button without a visible label. */
  readonly label?: string;
  readonly kind?: "" | "button-primary" | "button-plain";
}) {
  const { busy, error, run } = useAction();
  return (
    <>
      <button
        type="button"
        className={`button button-small ${kind}`}
        aria-label={label}
        aria-busy={busy}
        onClick={() => void run(work)}
      >
        {icon !== undefined && <Icon name={icon} />}
        {children}
      </button>
      {error !== undefined && (
        <span className="action-error" role="alert">
          {error}
        </span>
      )}
    </>
  );
}
