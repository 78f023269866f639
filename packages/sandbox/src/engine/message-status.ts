/** The documented statuses. SCHEDULED, READ and EXPIRED come about by magic numbers, and by hand, only. */
export type SandboxMessageStatus =
  "CREATED" | "QUEUED" | "SCHEDULED" | "SENT" | "DELIVERED" | "READ" | "FAILED" | "EXPIRED";

/** @internal All of them, in the order in which a message can have them. The type is no `typeof` of it: what is internal is not published. */
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
