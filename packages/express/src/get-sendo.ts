import type { SendoClient } from "@sendo/core";
import { setupError } from "@sendo/core/adapter";

/**
 * The client of a request, for code that does not rely on `req.sendo` being typed, or wants to be told when it is not there.
 *
 * @param req - A request that has passed `sendo()`.
 *
 * @throws A {@link SendoConfigError} `config_setup_invalid`: no `sendo()` was mounted in front of this route.
 *
 * @example
 * ```ts
 * const { id } = await getSendo(req).messages.send({ to: "+12065550142", body: "Your table is ready" });
 * ```
 */
export function getSendo(req: { readonly sendo?: SendoClient | undefined }): SendoClient {
  if (req.sendo !== undefined) return req.sendo;
  throw setupError("This request has no Sendo client: mount it in front of the route, with app.use(sendo()).");
}
