import { duration } from "../../model/sandbox-time.js";
import { useSandboxNow } from "../../store/use-sandbox-now.js";
import { useConnected, useStore } from "../../store/use-store.js";
import { ActionButton } from "../../ui/action-button.js";
import { CopyButton } from "../../ui/copy-button.js";
import type { Webhook } from "../../wire.js";

/** One webhook, and what can go wrong with it on purpose. */
export function WebhookCard({ webhook }: { readonly webhook: Webhook }) {
  const { id, url, token, eventTypes, outageUntil, faults } = webhook;
  const { live } = useConnected();
  const now = useSandboxNow();
  const act = (what: string, body: object) => live.api.post(`/webhooks/${encodeURIComponent(id)}/${what}`, body);
  const wrongToken = useStore((state) =>
    state.faults.some((fault) => fault.active && fault.effect === "wrong-token" && faults.includes(fault.id)),
  );
  const leftMs = outageUntil === undefined || now === undefined ? 0 : Date.parse(outageUntil) - now;
  return (
    <li className="card" data-webhook={id}>
      <div className="webhook-head">
        <h2 className="address">{url}</h2>
        <ActionButton icon="trash" kind="button-plain" label={`Remove ${url}`} work={() => act("remove", {})} />
      </div>
      <p className="chips">
        {eventTypes.map((type) => (
          <span key={type} className="chip">
            {type}
          </span>
        ))}
        <CopyButton text={token} label="Copy the token">
          Token
        </CopyButton>
      </p>
      <div className="actions">
        {leftMs <= 0 && <span className="hint">Outage for</span>}
        {leftMs > 0 ? (
          <>
            <span className="chip" data-kind="bad">
              outage, {duration(leftMs)} left
            </span>
            <ActionButton work={() => act("outage", { for: "0" })}>End outage</ActionButton>
          </>
        ) : (
          ["1m", "10m", "1h"].map((length) => (
            <ActionButton key={length} label={`Outage of ${length}`} work={() => act("outage", { for: length })}>
              {length}
            </ActionButton>
          ))
        )}
        <label className="switch">
          <input
            type="checkbox"
            checked={wrongToken}
            onChange={(event) => void act("token", { wrong: event.target.checked })}
          />
          Wrong token
        </label>
      </div>
    </li>
  );
}
