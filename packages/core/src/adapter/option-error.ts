import { SendoConfigError } from "../errors.js";

/**
 * A set-up mistake that only an adapter can see, such as one name for two clients. Code `config_option_invalid`.
 *
 * @param message - Names the option and the remedy; never a key or token.
 */
export function optionError(message: string): SendoConfigError {
  return new SendoConfigError({ code: "config_option_invalid", message });
}
