import { SendoValidationError } from "../errors/errors.js";

/**
 * An input of the adapter's own that cannot be used, as `messages.send` says it of its own: nothing was sent.
 *
 * @param path - The field. @param message - What would be right; never the value.
 */
export function inputError(path: string, message: string): SendoValidationError {
  return new SendoValidationError([{ path, message }], "not-sent");
}
