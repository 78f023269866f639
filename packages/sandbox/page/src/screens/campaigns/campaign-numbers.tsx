import { formatPhone } from "../../model/phone-format.js";
import { useConnected } from "../../store/use-store.js";
import { ActionButton } from "../../ui/action-button.js";
import type { NumberView } from "../../wire.js";

/** A campaign's numbers. */
export function CampaignNumbers({
  numbers,
  isApproved,
}: {
  readonly numbers: readonly NumberView[];
  readonly isApproved: boolean;
}) {
  const { live } = useConnected();
  return (
    <div className="part" role="group" aria-label="Numbers">
      <h3>Numbers</h3>
      {numbers.length === 0 ? (
        <p className="hint">
          {isApproved ? (
            <>
              None, so the campaign cannot send. Buy one with <code>POST /v1/number/buy</code>.
            </>
          ) : (
            "None yet. Numbers can be bought only for an approved campaign."
          )}
        </p>
      ) : (
        <ul className="lines">
          {numbers.map(({ number, status }) => (
            <li key={number} data-number={number}>
              <span className="number">{formatPhone(number)}</span>
              {status === "PENDING" ? (
                <>
                  <span className="chip" data-kind="warn">
                    PENDING
                  </span>
                  <ActionButton
                    icon="done"
                    label={`Activate ${formatPhone(number)}`}
                    work={() => live.api.act("/numbers/{id}/activate", { id: number })}
                  >
                    Activate
                  </ActionButton>
                </>
              ) : (
                <span className="chip">ACTIVE</span>
              )}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
