import { SendoConfigError } from "../errors/errors.js";

/**
 * Creates the error for a mistake in the app's setup rather than in a single option. Examples are two clients with the
 * same name, or a handler that receives no deliveries. Where possible, the error is thrown at startup.
 *
 * @param message - What is inconsistent and how to fix it. The message is printed, so it must not contain keys, tokens or
 * addresses.
 */
export function setupError(message: string): SendoConfigError {
  return new SendoConfigError({ code: "config_setup_invalid", message });
}
