import type { ReactNode } from "react";
import { Icon, type IconName } from "./icon.js";

/** Placeholder with instructions. */
export function EmptyState({
  icon,
  title,
  children,
}: {
  readonly icon: IconName;
  readonly title: string;
  readonly children: ReactNode;
}) {
  return (
    <div className="empty">
      <span className="empty-icon">
        <Icon name={icon} />
      </span>
      <h2>{title}</h2>
      <div className="empty-text">{children}</div>
    </div>
  );
}
