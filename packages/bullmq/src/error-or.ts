import { isSendoError, type AnySendoError } from "@sendo/core";

/** What `make` returns, or the error of ours that it throws. */
export function errorOr<T>(make: () => T): T | AnySendoError {
  try {
    return make();
  } catch (error) {
    if (isSendoError(error)) return error;
    throw error;
  }
}
