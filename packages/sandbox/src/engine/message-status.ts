/**
 * Documented message statuses. A message becomes SCHEDULED, READ or EXPIRED only through a magic number or a manual
 * change.
 */
export type SandboxMessageStatus =
  "CREATED" | "QUEUED" | "SCHEDULED" | "SENT" | "DELIVERED" | "READ" | "FAILED" | "EXPIRED";

/**
 * @internal All statuses, in lifecycle order. The type above is not derived from this list with `typeof`, because
 * internal declarations are not published.
 */
export const STATUSES: readonly SandboxMessageStatus[] = [
  "CREATED",
  "QUEUED",
  "SCHEDULED",
  "SENT",
  "DELIVERED",
  "READ",
  "FAILED",
  "EXPIRED",
];
