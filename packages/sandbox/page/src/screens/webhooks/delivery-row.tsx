import { describeAttempt, succeeded } from "../../model/describe-attempt.js";
import { formatPhone } from "../../model/phone-format.js";
import { duration, timeOfDay } from "../../model/sandbox-time.js";
import { hrefOf } from "../../router/route.js";
import { useSandboxNow } from "../../store/use-sandbox-now.js";
import { useConnected } from "../../store/use-store.js";
import { ActionButton } from "../../ui/action-button.js";
import { JsonBlock } from "../../ui/json-block.js";
import type { Delivery } from "../../wire.js";

/** One event on its way to one webhook. */
export function DeliveryRow({ delivery }: { readonly delivery: Delivery }) {
  const { id, event, url, state, attempts } = delivery;
  const { live } = useConnected();
  const last = attempts.at(-1);
  const { status, id: message } = event.message as { status?: string; id?: string };
  const phone = phoneIn(event.message);
  return (
    <li className="row" data-delivery={id} data-state={state}>
      <div className="row-main">
        <span className="row-title">
          {event.type}
          {event.type === "message.status" && <span className="chip">{status}</span>}
          {phone !== undefined && <span className="row-state">{formatPhone(phone)}</span>}
        </span>
        <span className="dots" aria-label={`${attempts.length} attempts`} role="img">
          {attempts.map((attempt) => (
            <span key={attempt.number} data-ok={succeeded(attempt)} title={describeAttempt(attempt)} />
          ))}
        </span>
        <span className="row-state">
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
      <details>
        <summary>
          {timeOfDay(event.timestamp)} · {attempts.length} {attempts.length === 1 ? "attempt" : "attempts"} · {url}
        </summary>
        <div className="stack">
          <ol className="attempts">
            {attempts.map((attempt) => (
              <li key={attempt.number}>
                {timeOfDay(attempt.startedAt)} · attempt {attempt.number} of 7 · {describeAttempt(attempt)}
                {attempt.nextDueAt !== undefined && <> · next at {timeOfDay(attempt.nextDueAt)}</>}
              </li>
            ))}
          </ol>
          {message !== undefined && <a href={hrefOf("messages", message)}>Timeline of the message</a>}
          <JsonBlock label="What is posted" value={event} />
        </div>
      </details>
    </li>
  );
}

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
