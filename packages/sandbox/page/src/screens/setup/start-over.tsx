import { useConnected } from "../../store/use-store.js";
import { ConfirmButton } from "../../ui/confirm-button.js";

/** Deletes everything of this tenant. */
export function StartOver() {
  const { live } = useConnected();
  return (
    <div className="start-over">
      <p className="hint">
        Deletes messages, events, requests, problems, consent, webhooks and faults. The key and the lines above stay
        valid.
      </p>
      <div className="actions">
        <ConfirmButton question="Delete everything" keep="Keep it" work={() => live.api.act("/reset")}>
          Start over
        </ConfirmButton>
      </div>
    </div>
  );
}
