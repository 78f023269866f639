import { SendoConfigError } from "../errors/errors.js";

/**
 * Creates the error for a configuration mistake that cannot be detected in a single option, such as two clients with one name,
 * or a handler that receives no deliveries. The error is thrown at startup.
 *
 * @param message - The inconsistency and the remedy. The message is printed, so it must not contain keys, tokens or addresses.
 */
export function setupError(message: string): SendoConfigError {
  return new SendoConfigError({ code: "config_setup_invalid", message });
}
