import { SendoConfigError } from "../errors/errors.js";

/**
 * Creates the error for a configuration mistake that no single option reveals. For example, two clients have the same
 * name, or a handler receives no deliveries. The error is thrown at startup.
 *
 * @param message - What is inconsistent and how to fix it. The message is printed, so it must not contain keys, tokens or
 * addresses.
 */
export function setupError(message: string): SendoConfigError {
  return new SendoConfigError({ code: "config_setup_invalid", message });
}
