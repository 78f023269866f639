import { SendoValidationError } from "../errors/errors.js";

/**
 * Creates the error for an adapter's own invalid input, in the form used by `messages.send`. Nothing was sent.
 *
 * @param path - The field. @param message - What would be valid; never the value.
 */
export function inputError(path: string, message: string): SendoValidationError {
  return new SendoValidationError([{ path, message }], "not-sent");
}
