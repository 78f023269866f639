import { memo, useState } from "react";
import { describeAttempt, hostAndPath, succeeded } from "../../model/describe-attempt.js";
import { formatPhone } from "../../model/phone-format.js";
import { duration, timeOfDay } from "../../model/sandbox-time.js";
import { useSandboxNow } from "../../store/use-sandbox-now.js";
import { useConnected } from "../../store/use-store.js";
import { ActionButton } from "../../ui/action-button.js";
import { Icon } from "../../ui/icon.js";
import type { Delivery } from "../../wire.js";
import { DeliveryDetails } from "./delivery-details.js";

export const DeliveryRow = memo(function DeliveryRow({ delivery }: { readonly delivery: Delivery }) {
  const { id, event, state, attempts } = delivery;
  const { live } = useConnected();
  const [open, setOpen] = useState(false);
  const last = attempts.at(-1);
  const { status } = event.message as { status?: string };
  const phone = phoneIn(event.message);
  return (
    <li className="row" data-delivery={id} data-state={state}>
      <div className="row-main">
        <button
          type="button"
          className="button button-small button-plain row-toggle"
          aria-expanded={open}
          aria-controls={open ? `details-${id}` : undefined}
          aria-label={`Attempts and content of ${event.type}${phone === undefined ? "" : `, ${formatPhone(phone)}`}`}
          onClick={() => setOpen(!open)}
        >
          <Icon name="forward" />
        </button>
        <time className="row-state number" dateTime={event.timestamp}>
          {timeOfDay(event.timestamp)}
        </time>
        <span className="row-title">
          {event.type}
          {event.type === "message.status" && <span className="chip">{status}</span>}
          {phone !== undefined && <span className="row-state number">{formatPhone(phone)}</span>}
        </span>
        <span className="row-where">{hostAndPath(delivery.url)}</span>
        <span
          className="dots"
          aria-label={attempts.length === 1 ? "1 attempt" : `${attempts.length} attempts`}
          role="img"
        >
          {attempts.map((attempt) => (
            <span key={attempt.number} data-ok={succeeded(attempt)} title={describeAttempt(attempt)} />
          ))}
        </span>
        <span className="row-state row-outcome number">
          {state === "waiting" && last?.nextDueAt !== undefined ? (
            <Countdown dueAt={last.nextDueAt} />
          ) : last === undefined ? (
            state
          ) : (
            describeAttempt(last)
          )}
        </span>
        <span className="row-actions">
          {state === "waiting" && last !== undefined && (
            <ActionButton icon="retry" work={() => live.api.act("/deliveries/{id}/retry", { id })}>
              Retry now
            </ActionButton>
          )}
          <ActionButton icon="replay" work={() => live.api.act("/deliveries/{id}/replay", { id })}>
            Replay
          </ActionButton>
        </span>
      </div>
      {open && <DeliveryDetails delivery={delivery} />}
    </li>
  );
});

function phoneIn(message: Delivery["event"]["message"]): string | undefined {
  const { direction, from, to } = message as { direction?: string; from?: string; to?: string };
  return direction === "INBOUND" ? from : to;
}

function Countdown({ dueAt }: { readonly dueAt: string }) {
  const now = useSandboxNow();
  return (
    <time dateTime={dueAt} className="countdown">
      next in {now === undefined ? "…" : duration(Date.parse(dueAt) - now)}
    </time>
  );
}
