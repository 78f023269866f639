import { useConnected } from "../../store/use-store.js";
import { ConfirmButton } from "../../ui/confirm-button.js";

/** Button that resets the tenant. */
export function StartOver() {
  const { live } = useConnected();
  return (
    <div className="start-over">
      <p className="hint">
        Deletes messages, events, requests, problems, consent, webhooks and faults. The API key and the variables stay
        valid.
      </p>
      <div className="actions">
        <ConfirmButton question="Delete everything" keep="Cancel" work={() => live.api.act("/reset")}>
          Start over
        </ConfirmButton>
      </div>
    </div>
  );
}
