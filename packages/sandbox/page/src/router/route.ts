export const SCREENS = [
  "inbox",
  "phones",
  "messages",
  "webhooks",
  "requests",
  "problems",
  "faults",
  "clock",
  "campaigns",
  "magic",
  "fidelity",
  "setup",
] as const;

/** Name of a screen. */
export type ScreenName = (typeof SCREENS)[number];

/** Parsed address, such as `#/inbox/+12065550142?q=status:failed`. */
export interface Route {
  readonly screen: ScreenName;
  /** Part after the screen: a number, an id, or numbers separated by commas. */
  readonly item: string | undefined;
  readonly query: Readonly<Record<string, string>>;
}

/** Parses the URL fragment. An unknown screen becomes the inbox. */
export function parseRoute(hash: string): Route {
  const [path = "", search = ""] = hash.replace(/^#/, "").split("?", 2);
  const [, name = "", item] = path.split("/");
  const screen = SCREENS.find((known) => known === name) ?? "inbox";
  return {
    screen,
    item: item === undefined || item === "" ? undefined : decode(item),
    query: Object.fromEntries(new URLSearchParams(search)),
  };
}

/** Returns a screen's address. */
export function hrefOf(screen: ScreenName, item?: string, query: Readonly<Record<string, string>> = {}): string {
  const given = Object.entries(query).filter(([, value]) => value !== "");
  const search = given.length === 0 ? "" : `?${new URLSearchParams(given)}`;
  // `+` and `,` are valid in a fragment and easier to read unescaped.
  const path = item === undefined ? "" : `/${encodeURIComponent(item).replace(/%2B/g, "+").replace(/%2C/g, ",")}`;
  return `#/${screen}${path}${search}`;
}

function decode(item: string): string {
  try {
    return decodeURIComponent(item);
  } catch {
    return item;
  }
}
