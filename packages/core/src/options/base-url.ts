import { SendoConfigError } from "../errors/errors.js";

/**
 * Parses the API's base URL and removes trailing slashes.
 *
 * @throws A {@link SendoConfigError} with code `config_base_url_invalid` if `address` is not a plain `https:` URL.
 */
export function resolveBaseUrl(address: string): URL {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const problem =
    url === undefined
      ? "it is not a URL"
      : url.protocol !== "https:"
        ? "it must begin with https://, so that the API key is encrypted. For local development, `npx @sendo/sandbox` serves HTTPS"
        : url.username !== "" || url.password !== ""
          ? "it contains credentials. Pass the key as `apiKey`"
          : url.search !== "" || url.hash !== "" || address.includes("?") || address.includes("#")
            ? "it contains a query string or a fragment. Remove it"
            : undefined;
  if (url === undefined || problem !== undefined) {
    throw new SendoConfigError({
      code: "config_base_url_invalid",
      message: `The \`baseUrl\` option (or SENDO_BASE_URL) is invalid: ${problem ?? ""}.`,
    });
  }
  url.pathname = url.pathname.replace(/\/+$/, "");
  return url;
}
