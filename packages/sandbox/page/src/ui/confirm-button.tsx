import { useState } from "react";
import { Icon } from "./icon.js";
import { Problem } from "./problem.js";
import { useAction } from "./use-action.js";

/** A button for what cannot be undone: it asks once more before it does it. */
export function ConfirmButton({
  children,
  question,
  keep,
  work,
}: {
  /** What it says first. */
  readonly children: string;
  /** What it says when it asks. */
  readonly question: string;
  /** How one says no. */
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
