/** Screens that have an address of their own. */
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

/** One of {@link SCREENS}. */
export type ScreenName = (typeof SCREENS)[number];

/** What the address says: `#/inbox/+12065550142?q=status:failed`. */
export interface Route {
  readonly screen: ScreenName;
  /** What follows the screen: a number, an id, numbers with commas between them. */
  readonly item: string | undefined;
  readonly query: Readonly<Record<string, string>>;
}

/** Reads the part of an address behind `#`. Anything that is no screen is the inbox. */
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

/** The address of a screen. */
export function hrefOf(screen: ScreenName, item?: string, query: Readonly<Record<string, string>> = {}): string {
  const given = Object.entries(query).filter(([, value]) => value !== "");
  const search = given.length === 0 ? "" : `?${new URLSearchParams(given)}`;
  // `+` and `,` may stand in a path as they are, and are easier to read so.
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
