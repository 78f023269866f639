import type { MessageStatus } from "../api/message.js";
import { ENDED, STATUS_RANK } from "../sms/status-rank.js";

/**
 * Whether a new status should replace the stored one. Events can arrive late or more than once. If you store a status only when
 * this returns `true`, a DELIVERED message never goes back to SENT.
 *
 * - If there is no current status, any status counts as an advance. Receiving the current status again does not count as an
 *   advance.
 * - Statuses advance in this order: CREATED, then SCHEDULED and QUEUED in either order, SENT, DELIVERED, READ. Statuses can be
 *   skipped.
 * - FAILED and EXPIRED are final: whichever arrives first is kept, and no later status replaces it. Neither of them replaces
 *   DELIVERED or READ, because the phone already has the message. If contradictory statuses matter to your app, retrieve the
 *   message again.
 * - An unknown status has no position in this order. Such a status counts as an advance unless the current status is final. Any
 *   other status then replaces the unknown status.
 *
 * @param current - The stored status. `undefined` or `null` if there is none.
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
