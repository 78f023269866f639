import type { MessageStatus } from "../api/message.js";
import { ENDED, STATUS_RANK } from "../sms/status-rank.js";

/**
 * Whether a status is news. Expect events out of order and more than once: store a message's status only when this says
 * `true`, and a DELIVERED message never goes back to SENT.
 *
 * - From no status, every status is news; the same status again is not.
 * - Otherwise only forward: CREATED, then SCHEDULED and QUEUED in either order, SENT, DELIVERED, READ. Steps may be left out.
 * - FAILED and EXPIRED end a message: nothing follows them. Nor do they follow DELIVERED or READ: the phone had it. Where
 *   two such facts contradict each other, the first one stays; read the message again if it matters.
 * - A status that this version does not know cannot be ranked. It is news unless the message has ended, and so is whatever
 *   comes after it: showing Sendo's word too early is better than never showing it.
 *
 * @param current - The status you have; `undefined` or `null` for none.
 * @param next - The status in the event.
 *
 * @example
 * ```ts
 * statusAdvances("SENT", "DELIVERED"); // true
 * statusAdvances("DELIVERED", "SENT"); // false
 * ```
 */
export function statusAdvances(current: MessageStatus | null | undefined, next: MessageStatus): boolean {
  if (current === undefined || current === null) return true;
  if (current === next || ENDED.has(current)) return false;
  const from = STATUS_RANK.get(current);
  if (ENDED.has(next)) return from === undefined || from < STATUS_RANK.get("DELIVERED")!;
  const to = STATUS_RANK.get(next);
  return from === undefined || to === undefined || to >= from;
}
