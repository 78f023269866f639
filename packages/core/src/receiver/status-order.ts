import type { MessageStatus } from "../api/message.js";
import { ENDED, STATUS_RANK } from "../sms/status-rank.js";

/**
 * Whether a new status should replace the stored one. Events can arrive late or more than once. If you store a status only when
 * this returns `true`, a DELIVERED message never goes back to SENT.
 *
 * - If there is no current status, every status counts as an advance. A repeat of the current status does not count as an
 *   advance.
 * - Statuses advance in this order: CREATED, then SCHEDULED and QUEUED in either order, SENT, DELIVERED, READ. Steps may be
 *   skipped.
 * - FAILED and EXPIRED are final. They do not replace DELIVERED or READ, because the phone already has the message. If final
 *   statuses contradict each other, the first one is kept. Retrieve the message again if that matters.
 * - An unknown status cannot be ranked. It counts as an advance unless the current status is final, and any other status replaces
 *   it.
 *
 * @param current - The stored status, or `undefined` or `null` for none.
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
