import { describeAttempt, succeeded } from "../../model/describe-attempt.js";
import { timeOfDay } from "../../model/sandbox-time.js";
import { hrefOf } from "../../router/route.js";
import { JsonBlock } from "../../ui/json-block.js";
import type { Delivery } from "../../wire.js";

/** A delivery's attempts and body. */
export function DeliveryDetails({ delivery: { id, event, url, attempts } }: { readonly delivery: Delivery }) {
  const message = event.message["id"] as string | undefined;
  return (
    <div className="stack row-details" id={`details-${id}`}>
      <p className="hint">
        To <code>{url}</code>
      </p>
      <ol className="attempts">
        {attempts.map((attempt) => (
          <li key={attempt.number} data-ok={succeeded(attempt)}>
            {timeOfDay(attempt.startedAt)} · attempt {attempt.number} of 7 · {describeAttempt(attempt)}
            {attempt.faultId !== undefined && <> · by fault {attempt.faultId}</>}
            {attempt.nextDueAt !== undefined && <> · next at {timeOfDay(attempt.nextDueAt)}</>}
            {attempt.answer !== undefined && (
              <pre className="answer" tabIndex={0} aria-label={`Response to attempt ${attempt.number}`}>
                {attempt.answer}
              </pre>
            )}
          </li>
        ))}
      </ol>
      {message !== undefined && (
        <p className="hint">
          <a href={hrefOf("messages", message)}>Message timeline</a>
        </p>
      )}
      <JsonBlock label="Posted event" value={event} />
    </div>
  );
}
