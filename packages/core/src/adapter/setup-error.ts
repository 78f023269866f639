import { SendoConfigError } from "../errors/errors.js";

/**
 * A mistake in how an app has put the adapter's parts together, which no single option shows: two clients of one name, a
 * handler that nothing delivers to. Thrown at start.
 *
 * @param message - What does not fit and what to do; it is printed, so no keys, tokens or addresses.
 */
export function setupError(message: string): SendoConfigError {
  return new SendoConfigError({ code: "config_setup_invalid", message });
}
