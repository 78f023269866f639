/** What `RateLimit` and `RateLimit-Policy` say together. */
export interface IetfRateLimit {
  /** Requests per second. */
  readonly limit?: number;
  /** Requests left, in every window that is named. */
  readonly remaining?: number;
  /** Seconds until the window resets. */
  readonly resetSeconds?: number;
  /** Length of the shortest window in seconds, or less if only its reset is known. */
  readonly windowSeconds?: number;
}

interface Item {
  readonly name: string;
  readonly parameters: ReadonlyMap<string, string>;
}

/** A policy with a longer window is a quota and not a rate. */
const LONGEST_RATE_WINDOW_S = 60;

/**
 * Reads the headers of the IETF drafts 08 to 11: `RateLimit: "default";r=3;t=1` and `RateLimit-Policy: "default";q=20;w=1`.
 *
 * The shortest window gives the rate, since we enforce a limit per second. `q` requests in `w` seconds are kept by `q / w` requests in each
 * second, wherever the server's window begins.
 */
export function readIetfRateLimit(rateLimit: unknown, policy: unknown): IetfRateLimit {
  const policies = itemsOf(policy).filter(countsRequests);
  const others = new Set(itemsOf(policy).flatMap((item) => (countsRequests(item) ? [] : [item.name])));
  const shortest = policies.reduce<Item | undefined>(shorter, undefined);
  const left = itemsOf(rateLimit).filter(({ name }) => !others.has(name));
  const remaining = smallest(left.map((item) => numberOf(item, "r")));
  // What is used up decides when to go on; of several, the last one.
  const tight = left.filter((item) => numberOf(item, "r") === remaining).map((item) => numberOf(item, "t") ?? 0);
  const resetSeconds =
    tight.length > 0 && left.some((item) => item.parameters.has("t")) ? Math.max(...tight) : undefined;
  const windowSeconds = shortest === undefined ? resetSeconds : numberOf(shortest, "w");
  return {
    ...(shortest !== undefined && limitOf(shortest)),
    ...(remaining !== undefined && { remaining }),
    ...(resetSeconds !== undefined && { resetSeconds }),
    ...(windowSeconds !== undefined && { windowSeconds }),
  };
}

function limitOf(policy: Item): Pick<IetfRateLimit, "limit"> {
  const [quota, windowSeconds] = [numberOf(policy, "q"), numberOf(policy, "w")];
  if (!quota || !windowSeconds || windowSeconds > LONGEST_RATE_WINDOW_S) return {};
  return { limit: Math.max(1, Math.floor(quota / windowSeconds)) };
}

/** The unit can be bytes or concurrent requests too. */
function countsRequests({ parameters }: Item): boolean {
  const unit = parameters.get("qu");
  return unit === undefined || /^requests?$/.test(unit);
}

function shorter(shortest: Item | undefined, item: Item): Item | undefined {
  const windowOf = (one: Item | undefined): number => (one && numberOf(one, "w")) || Infinity;
  return windowOf(item) < windowOf(shortest) ? item : shortest;
}

function smallest(numbers: readonly (number | undefined)[]): number | undefined {
  const known = numbers.filter((number) => number !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}

function numberOf({ parameters }: Item, name: string): number | undefined {
  const text = parameters.get(name);
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}

const MOST_CHARACTERS = 2_000;
const NAME = /\s*("(?:[^"\\]|\\.)*"|[A-Za-z*][\w:.*/-]*)\s*/y;
const PARAMETER = /;\s*([a-z*][\w.*-]*)(?:=("(?:[^"\\]|\\.)*"|:[^:,;"]*:|[^\s;,"]+))?\s*/y;
const SEPARATOR = /,|$/y;

/** The items of a structured list (RFC 9651); none of a header that is malformed anywhere. */
function itemsOf(header: unknown): readonly Item[] {
  if (typeof header !== "string" || header.length > MOST_CHARACTERS) return [];
  const items: Item[] = [];
  let at = 0;
  const next = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const found = pattern.exec(header);
    if (found !== null) at = pattern.lastIndex;
    return found;
  };
  do {
    const name = next(NAME);
    if (name === null) return [];
    const parameters = new Map<string, string>();
    for (let found = next(PARAMETER); found !== null; found = next(PARAMETER))
      parameters.set(found[1]!, unquoted(found[2] ?? "?1"));
    if (next(SEPARATOR) === null) return [];
    items.push({ name: unquoted(name[1]!), parameters });
  } while (at < header.length);
  return header.trimEnd().endsWith(",") ? [] : items;
}

function unquoted(text: string): string {
  return text.startsWith('"') ? text.slice(1, -1) : text;
}
