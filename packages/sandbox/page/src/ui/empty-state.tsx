import type { ReactNode } from "react";
import { Icon, type IconName } from "./icon.js";

/** A place where nothing is yet: says what will be there, and how to get it there. */
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
