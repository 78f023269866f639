import { SendoConfigError } from "../errors/errors.js";

/**
 * Where the API is, without a slash at the end.
 *
 * @throws A {@link SendoConfigError} `config_base_url_invalid` for anything but a plain `https:` address.
 */
export function resolveBaseUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const problem =
    url === undefined
      ? "it is not a URL"
      : url.protocol !== "https:"
        ? "Sendo is served over https: only, and a key must not travel in the open. Write https://; for local work `npx @sendo/sandbox` serves https"
        : url.username !== "" || url.password !== ""
          ? "it holds credentials. Pass the key as `apiKey`"
          : url.search !== "" || url.hash !== "" || text.includes("?") || text.includes("#")
            ? "it holds a query or a fragment. Leave them out"
            : undefined;
  if (url === undefined || problem !== undefined) {
    throw new SendoConfigError({
      code: "config_base_url_invalid",
      message: `The option \`baseUrl\` (or SENDO_BASE_URL) is not usable: ${problem ?? ""}.`,
    });
  }
  url.pathname = url.pathname.replace(/\/+$/, "");
  return url;
}
