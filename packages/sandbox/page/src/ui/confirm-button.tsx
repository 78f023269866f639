import { useState } from "react";
import { Icon } from "./icon.js";
import { Problem } from "./problem.js";
import { useAction } from "./use-action.js";

/** A button that asks for confirmation, for actions that cannot be undone. */
export function ConfirmButton({
  children,
  question,
  keep,
  work,
}: {
  /** Initial label. */
  readonly children: string;
  /** Label of the confirm button. */
  readonly question: string;
  /** Label of the cancel button. */
  readonly keep: string;
  readonly work: () => Promise<unknown>;
}) {
  const [asking, setAsking] = useState(false);
  const { busy, error, run } = useAction();
  const confirm = async (): Promise<void> => {
    if (await run(work)) setAsking(false);
  };
  return (
    <>
      {asking ? (
        <>
          <button
            type="button"
            className="button button-small button-bad"
            autoFocus
            disabled={busy}
            onClick={() => void confirm()}
          >
            <Icon name="trash" />
            {question}
          </button>
          <button type="button" className="button button-small" onClick={() => setAsking(false)}>
            {keep}
          </button>
        </>
      ) : (
        <button type="button" className="button button-small" onClick={() => setAsking(true)}>
          <Icon name="trash" />
          {children}
        </button>
      )}
      <Problem text={error} />
    </>
  );
}
