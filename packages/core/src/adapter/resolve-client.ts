import { shownName } from "../errors/field-path.js";
import { invalidOption } from "../errors/option-checks.js";

/**
 * The client that an app has brought, or `undefined` where it has given options for one.
 *
 * @throws A {@link SendoConfigError} `config_option_invalid`: options next to a client, which would do nothing.
 *
 * @example
 * ```ts
 * const options: { client?: SendoClient } = {}; // what the app has said
 * const client: SendoClient = resolveClient(options) ?? new Sendo();
 * ```
 */
export function resolveClient<Client>(options: { readonly client?: Client | undefined }): Client | undefined {
  const { client, ...others } = options;
  const ignored = Object.entries(others).find(([, value]) => value !== undefined)?.[0];
  if (client === undefined || ignored === undefined) return client;
  throw invalidOption(
    `The option \`${shownName(ignored)}\` would do nothing next to \`client\`: give it to the client itself, as in ` +
      "`client: new Sendo({ ... })`.",
  );
}
