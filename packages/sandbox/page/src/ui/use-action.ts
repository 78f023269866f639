import { useState } from "react";

/** An action's state, with a function that runs the action. */
export interface Action {
  readonly busy: boolean;
  readonly error: string | undefined;
  readonly run: (work: () => Promise<unknown>) => Promise<boolean>;
}

/** Runs an action. An error is shown until the next run. */
export function useAction(): Action {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string>();
  const run = async (work: () => Promise<unknown>): Promise<boolean> => {
    setBusy(true);
    setError(undefined);
    try {
      await work();
      return true;
    } catch (failure) {
      setError(failure instanceof Error ? failure.message : "The action failed.");
      return false;
    } finally {
      setBusy(false);
    }
  };
  return { busy, error, run };
}
