import { useState } from "react";
import { useConnected } from "../../store/use-store.js";
import { ActionButton } from "../../ui/action-button.js";
import { Icon } from "../../ui/icon.js";
import { Problem } from "../../ui/problem.js";
import { useAction } from "../../ui/use-action.js";

/** A rejected campaign can still be approved. */
export function CampaignReview({
  id,
  reason,
  isRejected,
}: {
  readonly id: string;
  readonly reason: string | undefined;
  readonly isRejected: boolean;
}) {
  const { live } = useConnected();
  const [written, setWritten] = useState("");
  const { busy, error, run } = useAction();
  const reject = async (): Promise<void> => {
    const body = written === "" ? {} : { reason: written };
    if (await run(() => live.api.act("/campaigns/{id}/reject", { id, body }))) setWritten("");
  };
  return (
    <div className="stack review">
      {isRejected && <p className="note">{reason ?? "No reason was given."}</p>}
      <form
        className="inline-form"
        onSubmit={(event) => {
          event.preventDefault();
          void reject();
        }}
      >
        <ActionButton icon="done" kind="button-primary" work={() => live.api.act("/campaigns/{id}/approve", { id })}>
          Approve
        </ActionButton>
        <input
          className="grow small"
          value={written}
          maxLength={500}
          placeholder="Reason (optional)"
          aria-label="Reason for the rejection"
          onChange={(event) => setWritten(event.target.value)}
        />
        <button type="submit" className="button button-small" disabled={busy}>
          <Icon name="close" />
          Reject
        </button>
        <Problem text={error} />
      </form>
    </div>
  );
}
