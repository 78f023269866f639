/** Documented message statuses. A message becomes SCHEDULED, READ or EXPIRED only through a magic number or by hand. */
export type SandboxMessageStatus =
  "CREATED" | "QUEUED" | "SCHEDULED" | "SENT" | "DELIVERED" | "READ" | "FAILED" | "EXPIRED";

/**
 * @internal All statuses in their usual order. The type above does not use `typeof`, because internal declarations are
 * not published.
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
