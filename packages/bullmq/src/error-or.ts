import { isSendoError, type AnySendoError } from "@sendo/core";

/** Returns the result of `make`, or the {@link SendoError} that it throws. */
export function errorOr<T>(make: () => T): T | AnySendoError {
  try {
    return make();
  } catch (error) {
    if (isSendoError(error)) return error;
    throw error;
  }
}
