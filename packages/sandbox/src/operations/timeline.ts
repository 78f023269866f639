import type { Delivery, DeliveryAttempt } from "../engine/delivery.js";
import type { MessageRecord } from "../engine/message-record.js";
import { iso } from "../time/iso.js";
import type { RequestEntry } from "../api/request-journal.js";

/** An entry in a message's timeline. */
export type TimelineEntry =
  | { readonly at: string; readonly kind: "request"; readonly request: RequestEntry }
  | { readonly at: string; readonly kind: "status"; readonly status: string }
  | {
      readonly at: string;
      readonly kind: "delivery";
      readonly delivery: string;
      readonly webhook: string;
      readonly attempt: DeliveryAttempt;
    };

/**
 * Returns a message's timeline, oldest first. Entries with the same time are in this order: requests, statuses,
 * delivery attempts.
 */
export function timeline(
  record: MessageRecord,
  requests: readonly RequestEntry[],
  deliveries: readonly Delivery[],
): TimelineEntry[] {
  const entries: TimelineEntry[] = [
    ...requests.map((request) => ({ at: request.at, kind: "request" as const, request })),
    ...record.history.map(({ status, atMs }) => ({ at: iso(atMs), kind: "status" as const, status })),
    ...deliveries.flatMap(({ id, webhookId, attempts }) =>
      attempts.map((attempt) => ({
        at: attempt.startedAt,
        kind: "delivery" as const,
        delivery: id,
        webhook: webhookId,
        attempt,
      })),
    ),
  ];
  // The sort is stable, so entries with the same time keep their order.
  return entries.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
}
