import { describeAttempt, hostAndPath, succeeded } from "../../model/describe-attempt.js";
import { timeOfDay } from "../../model/sandbox-time.js";
import type { Delivery, TimelineEntry } from "../../wire.js";

/** Timeline on the sandbox's clock. Each entry shows the time since the first. */
export function Timeline({
  entries,
  deliveries,
}: {
  readonly entries: readonly TimelineEntry[];
  readonly deliveries: readonly Delivery[];
}) {
  const first = entries[0] === undefined ? 0 : Date.parse(entries[0].at);
  return (
    <ol className="timeline">
      {entries.map((entry, index) => (
        <li
          key={index}
          data-kind={entry.kind}
          data-status={entry.kind === "status" ? entry.status : undefined}
          data-failed={hasFailed(entry)}
        >
          <span className="timeline-what">{describe(entry, deliveries)}</span>
          <time dateTime={entry.at} title={entry.at}>
            {index === 0 ? timeOfDay(entry.at) : `+${since(Date.parse(entry.at) - first)}`}
          </time>
        </li>
      ))}
    </ol>
  );
}

function hasFailed(entry: TimelineEntry): boolean {
  if (entry.kind === "delivery") return !succeeded(entry.attempt);
  if (entry.kind === "request") return entry.request.status !== 200;
  return entry.status === "FAILED" || entry.status === "EXPIRED";
}

function describe(entry: TimelineEntry, deliveries: readonly Delivery[]): string {
  if (entry.kind === "status") return entry.status;
  if (entry.kind === "delivery") {
    const url = deliveries.find(({ id }) => id === entry.delivery)?.url;
    const where = url === undefined ? "Webhook" : hostAndPath(url);
    return `${where}, attempt ${entry.attempt.number}: ${describeAttempt(entry.attempt)}`;
  }
  const { method, route, status } = entry.request;
  return `${method} ${route ?? ""} → ${status === 0 ? "no response" : status}`;
}

function since(ms: number): string {
  if (ms < 1000) return `${ms} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(2)} s`;
  return `${Math.round(ms / 6000) / 10} min`;
}
