import { formatPhone } from "../../model/phone-format.js";
import { duration } from "../../model/sandbox-time.js";
import { useSandboxNow } from "../../store/use-sandbox-now.js";
import { useConnected, useStore } from "../../store/use-store.js";
import { ActionButton } from "../../ui/action-button.js";
import { CopyButton } from "../../ui/copy-button.js";
import type { Webhook } from "../../wire.js";

/** Webhook with its simulated failures. */
export function WebhookCard({ webhook }: { readonly webhook: Webhook }) {
  const { id, url, token, eventTypes, numbers, outageUntil, faults } = webhook;
  const { live } = useConnected();
  const now = useSandboxNow();
  const outage = (length: string) => live.api.act("/webhooks/{id}/outage", { id, body: { for: length } });
  const wrongToken = useStore((state) =>
    state.faults.some((fault) => fault.active && fault.effect === "wrong-token" && faults.includes(fault.id)),
  );
  const leftMs = outageUntil === undefined || now === undefined ? 0 : Date.parse(outageUntil) - now;
  return (
    <li className="card webhook-card" data-webhook={id}>
      <div className="webhook-head">
        <h2 className="address">{url}</h2>
        <span className="row-actions">
          <CopyButton text={token} label="Copy the token">
            Token
          </CopyButton>
          <ActionButton
            icon="trash"
            kind="button-plain"
            label={`Remove ${url}`}
            work={() => live.api.act("/webhooks/{id}/remove", { id })}
          />
        </span>
      </div>
      <p className="chips">
        {numbers.map((number) => (
          <span key={number} className="chip">
            {formatPhone(number)}
          </span>
        ))}
        {eventTypes.map((type) => (
          <span key={type} className="chip">
            {type}
          </span>
        ))}
      </p>
      <div className="actions">
        {leftMs <= 0 && <span className="hint">Outage for</span>}
        {leftMs > 0 ? (
          <>
            <span className="chip" data-kind="bad">
              outage, {duration(leftMs)} left
            </span>
            <ActionButton work={() => outage("0")}>End outage</ActionButton>
          </>
        ) : (
          ["1m", "10m", "1h"].map((length) => (
            <ActionButton key={length} label={`Outage of ${length}`} work={() => outage(length)}>
              {length}
            </ActionButton>
          ))
        )}
        <label className="switch">
          <input
            type="checkbox"
            role="switch"
            checked={wrongToken}
            onChange={(event) =>
              void live.api.act("/webhooks/{id}/token", { id, body: { wrong: event.target.checked } })
            }
          />
          Wrong token
        </label>
      </div>
    </li>
  );
}
