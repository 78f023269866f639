import { useEffect, useState } from "react";
import { every } from "../../clock.js";
import { duration, timeOfDay } from "../../model/sandbox-time.js";
import { useStore } from "../../store/use-store.js";
import { useFetched } from "../../ui/use-fetched.js";
import { shortIds } from "../../model/short-ids.js";
import type { PendingJob } from "../../wire.js";

/** The list changes with every message, so it is read repeatedly while it is visible. */
export function PendingJobs({ now }: { readonly now: number | undefined }) {
  const clock = useStore((state) => state.clock);
  const [round, setRound] = useState(0);
  useEffect(() => every(() => setRound((count) => count + 1), 1000), []);
  const { value } = useFetched<{ pending: readonly PendingJob[] }>("/clock", `${round} ${clock?.atMs}`);
  const pending = value?.pending ?? [];
  return (
    <section className="stack" aria-label="Pending">
      <h2>Pending</h2>
      {pending.length === 0 ? (
        <p className="hint">
          Nothing is pending. This list shows status changes, retries and reviews that are due later.
        </p>
      ) : (
        <ol className="rows">
          {pending.slice(0, 100).map(({ dueAt, what }, index) => (
            <li key={index} className="row">
              <div className="row-main">
                <span className="row-title">{shortIds(what)}</span>
                <span className="row-state number">
                  {timeOfDay(dueAt)}
                  {now !== undefined && ` · in ${duration(Date.parse(dueAt) - now)}`}
                </span>
              </div>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}
