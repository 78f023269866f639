import { useState } from "react";
import { dayAndTime } from "../../model/sandbox-time.js";
import { useSandboxNow } from "../../store/use-sandbox-now.js";
import { useConnected, useStore } from "../../store/use-store.js";
import { ActionButton } from "../../ui/action-button.js";
import { Screen } from "../../ui/screen.js";
import { PendingJobs } from "./pending-jobs.js";

const STEPS = ["1m", "20m", "63m", "24h"] as const;
const SPEEDS = [1, 10, 60, 600] as const;

/** Screen with the sandbox's clock. */
export function ClockScreen() {
  const { live } = useConnected();
  const clock = useStore((state) => state.clock?.state);
  const now = useSandboxNow();
  const [by, setBy] = useState("5m");
  const stands = clock?.mode === "manual" || clock?.frozen === true;
  const advance = (length: string): Promise<unknown> => live.api.act("/clock/advance", { body: { by: length } });
  return (
    <Screen
      title="Clock"
      lead="One clock controls delivery, retries, reviews and rate limits. Webhook retries end after 63 minutes."
    >
      <section className="card clock" aria-label="Time">
        <p className="clock-now" data-clock={clock?.now}>
          {now === undefined ? "–" : dayAndTime(now)}
        </p>
        <p className="hint">
          {clock?.mode === "manual"
            ? "Frozen until you advance it."
            : clock?.frozen === true
              ? "Frozen."
              : `Runs at ${clock?.speed ?? 1}× the speed of real time.`}
        </p>
        <div className="actions">
          {STEPS.map((length) => (
            <ActionButton key={length} work={() => advance(length)}>
              +{length}
            </ActionButton>
          ))}
          <form
            className="inline-form"
            onSubmit={(event) => {
              event.preventDefault();
            }}
          >
            <input
              className="short small"
              value={by}
              aria-label="Duration to advance, such as 90s, 5m or 2h"
              onChange={(event) => setBy(event.target.value)}
            />
            <ActionButton kind="button-primary" work={() => advance(by)}>
              Advance
            </ActionButton>
          </form>
        </div>
        <div className="actions">
          <ActionButton icon="next" work={() => live.api.act("/clock/next")}>
            Next event
          </ActionButton>
          {clock?.mode === "realtime" && (
            <>
              <ActionButton
                icon={stands ? "play" : "pause"}
                work={() => live.api.act(stands ? "/clock/unfreeze" : "/clock/freeze")}
              >
                {stands ? "Run" : "Freeze"}
              </ActionButton>
              <label className="field">
                <span>speed</span>
                <select
                  value={clock.speed}
                  onChange={(event) =>
                    void live.api.act("/clock/speed", { body: { speed: Number(event.target.value) } })
                  }
                >
                  {[...new Set([...SPEEDS, clock.speed])].map((speed) => (
                    <option key={speed} value={speed}>
                      {speed}×
                    </option>
                  ))}
                </select>
              </label>
            </>
          )}
        </div>
      </section>
      <PendingJobs now={now} />
    </Screen>
  );
}
