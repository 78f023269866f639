import { useState } from "react";
import { useConnected } from "../../store/use-store.js";
import { Icon } from "../../ui/icon.js";
import { Problem } from "../../ui/problem.js";
import { useAction } from "../../ui/use-action.js";

/** Forgets everything of this tenant. Asks once more, since there is no way back. */
export function StartOver() {
  const { live } = useConnected();
  const [asking, setAsking] = useState(false);
  const { busy, error, run } = useAction();
  const forget = async (): Promise<void> => {
    if (await run(() => live.api.act("/reset"))) setAsking(false);
  };
  return (
    <div className="start-over">
      <p className="hint">
        Forgets texts, events, requests, problems, consent, webhooks and faults. The key and the lines above stay right.
      </p>
      <div className="actions">
        {asking ? (
          <>
            <button
              type="button"
              className="button button-small button-bad"
              autoFocus
              disabled={busy}
              onClick={() => void forget()}
            >
              <Icon name="trash" />
              Forget everything
            </button>
            <button type="button" className="button button-small" onClick={() => setAsking(false)}>
              Keep it
            </button>
          </>
        ) : (
          <button type="button" className="button button-small" onClick={() => setAsking(true)}>
            <Icon name="trash" />
            Start over
          </button>
        )}
      </div>
      <Problem text={error} />
    </div>
  );
}
