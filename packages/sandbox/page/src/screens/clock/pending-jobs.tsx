import { useEffect, useState } from "react";
import { every } from "../../clock.js";
import { duration, timeOfDay } from "../../model/sandbox-time.js";
import { useStore } from "../../store/use-store.js";
import { useFetched } from "../../ui/use-fetched.js";
import { shortIds } from "../../model/short-ids.js";
import type { PendingJob } from "../../wire.js";

/** What waits for its time. It changes with every text, so it is asked for while somebody looks. */
export function PendingJobs({ now }: { readonly now: number | undefined }) {
  const clock = useStore((state) => state.clock);
  const [round, setRound] = useState(0);
  useEffect(() => every(() => setRound((count) => count + 1), 1000), []);
  const { value } = useFetched<{ pending: readonly PendingJob[] }>("/clock", `${round} ${clock?.atMs}`);
  const pending = value?.pending ?? [];
  return (
    <section className="stack" aria-label="What comes next">
      <h2>What comes next</h2>
      {pending.length === 0 ? (
        <p className="hint">Nothing is scheduled. Messages in flight, retries and reviews are listed here.</p>
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
