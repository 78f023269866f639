/**
 * Rank of each status, in delivery order. This order is our own choice, because Sendo does not document the transitions.
 * Sendo's documentation lists SCHEDULED and QUEUED in different orders, so both have the same rank.
 */
export const STATUS_RANK: ReadonlyMap<string, number> = new Map([
  ["CREATED", 0],
  ["SCHEDULED", 1],
  ["QUEUED", 1],
  ["SENT", 2],
  ["DELIVERED", 3],
  ["READ", 4],
]);

/** Final statuses for a message that was not delivered. */
export const ENDED: ReadonlySet<string> = new Set(["FAILED", "EXPIRED"]);
