import { describeAttempt } from "../../model/describe-attempt.js";
import { timeOfDay } from "../../model/sandbox-time.js";
import type { TimelineEntry } from "../../wire.js";

/** What happened, in order, on the sandbox's clock; each with the time since the first. */
export function Timeline({ entries }: { readonly entries: readonly TimelineEntry[] }) {
  const first = entries[0] === undefined ? 0 : Date.parse(entries[0].at);
  return (
    <ol className="timeline">
      {entries.map((entry, index) => (
        <li key={index} data-kind={entry.kind} data-status={entry.kind === "status" ? entry.status : undefined}>
          <span className="timeline-what">{describe(entry)}</span>
          <time dateTime={entry.at} title={entry.at}>
            {index === 0 ? timeOfDay(entry.at) : `+${since(Date.parse(entry.at) - first)}`}
          </time>
        </li>
      ))}
    </ol>
  );
}

function describe(entry: TimelineEntry): string {
  if (entry.kind === "status") return entry.status;
  if (entry.kind === "delivery") return `Webhook, attempt ${entry.attempt.number}: ${describeAttempt(entry.attempt)}`;
  const { method, route, status } = entry.request;
  return `${method} ${route ?? ""} → ${status === 0 ? "no answer" : status}`;
}

function since(ms: number): string {
  if (ms < 1000) return `${ms} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(2)} s`;
  return `${Math.round(ms / 6000) / 10} min`;
}
