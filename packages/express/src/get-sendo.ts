import type { SendoClient } from "@sendo/core";
import { setupError } from "@sendo/core/adapter";

/**
 * Returns the Sendo client for a request. Use this function if `req.sendo` is not typed, or to get a clear error if the
 * client is missing.
 *
 * @param req - A request that has passed through `sendo()`.
 *
 * @throws A {@link SendoConfigError} with code `config_setup_invalid` if `sendo()` was not mounted before this route.
 *
 * @example
 * ```ts
 * const { id } = await getSendo(req).messages.send({ to: "+12065550142", body: "Your table is ready" });
 * ```
 */
export function getSendo(req: { readonly sendo?: SendoClient | undefined }): SendoClient {
  if (req.sendo !== undefined) return req.sendo;
  throw setupError("This request has no Sendo client: call app.use(sendo()) before the route.");
}
