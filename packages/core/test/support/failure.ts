import { isSendoError, type SendoError } from "../../src/index.js";

/** The Sendo error that a call ends in; anything else is the test's failure. */
export async function failure(promise: PromiseLike<unknown>): Promise<SendoError> {
  const error: unknown = await promise.then(
    () => new Error("the call succeeded"),
    (reason: unknown) => reason,
  );
  if (!isSendoError(error)) throw error;
  return error;
}
