import { useState } from "react";

/** Something that is asked of the sandbox: whether it is under way, and why it did not work. */
export interface Action {
  readonly busy: boolean;
  readonly error: string | undefined;
  readonly run: (work: () => Promise<unknown>) => Promise<boolean>;
}

/** Runs what a button asks for; a failure is kept to be shown beside it until the next try. */
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
      setError(failure instanceof Error ? failure.message : "It did not work.");
      return false;
    } finally {
      setBusy(false);
    }
  };
  return { busy, error, run };
}
