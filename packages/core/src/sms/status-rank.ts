/**
 * How far a message has come, by its status. Ours, from what each status means: which transitions Sendo allows is not documented. The
 * documents list SCHEDULED and QUEUED in different orders, so the two have one rank.
 */
export const STATUS_RANK: ReadonlyMap<string, number> = new Map([
  ["CREATED", 0],
  ["SCHEDULED", 1],
  ["QUEUED", 1],
  ["SENT", 2],
  ["DELIVERED", 3],
  ["READ", 4],
]);

/** The statuses with which a message ends without having arrived. */
export const ENDED: ReadonlySet<string> = new Set(["FAILED", "EXPIRED"]);
