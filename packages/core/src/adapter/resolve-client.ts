import { shownName } from "../errors/field-path.js";
import { invalidOption } from "../errors/option-checks.js";

/**
 * Returns the app's own client, or `undefined` if the app passed options instead.
 *
 * @throws A {@link SendoConfigError} with code `config_option_invalid` if both options and a client are passed, because
 * the options would have no effect.
 *
 * @example
 * ```ts
 * const options: { client?: SendoClient } = {}; // the app's options
 * const client: SendoClient = resolveClient(options) ?? new Sendo();
 * ```
 */
export function resolveClient<Client>(options: { readonly client?: Client | undefined }): Client | undefined {
  const { client, ...others } = options;
  const ignored = Object.entries(others).find(([, value]) => value !== undefined)?.[0];
  if (client === undefined || ignored === undefined) return client;
  throw invalidOption(
    `The \`${shownName(ignored)}\` option has no effect if \`client\` is set. Pass it to the client instead, as in ` +
      "`client: new Sendo({ ... })`.",
  );
}
