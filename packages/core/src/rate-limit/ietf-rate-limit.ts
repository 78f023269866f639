/** The combined content of the `RateLimit` and `RateLimit-Policy` headers. */
export interface IetfRateLimit {
  readonly limit?: number;
  /** Smallest number of requests left in any of the reported windows. */
  readonly remaining?: number;
  readonly resetSeconds?: number;
  /**
   * Length of the shortest window, in seconds. If only the time until the reset is known, that time is used as the
   * window length. The actual window can be longer.
   */
  readonly windowSeconds?: number;
}

interface Item {
  readonly name: string;
  readonly parameters: ReadonlyMap<string, string>;
}

/** A policy with a longer window is a quota, not a rate limit. */
const LONGEST_RATE_WINDOW_S = 60;

/**
 * Parses the headers defined in IETF drafts 08 to 11, such as `RateLimit: "default";r=3;t=1` and
 * `RateLimit-Policy: "default";q=20;w=1`.
 *
 * The client enforces a per-second limit, so the shortest window determines the rate. Sending `q / w` requests per second never
 * exceeds `q` requests in `w` seconds, no matter when the server's window begins.
 */
export function readIetfRateLimit(rateLimit: unknown, policy: unknown): IetfRateLimit {
  if (rateLimit === undefined && policy === undefined) return {}; // as in every response that Sendo documents
  const policies = itemsOf(policy).filter(countsRequests);
  const others = new Set(itemsOf(policy).flatMap((item) => (countsRequests(item) ? [] : [item.name])));
  const shortest = policies.reduce<Item | undefined>(shorter, undefined);
  const left = itemsOf(rateLimit).filter(({ name }) => !others.has(name));
  const remaining = smallest(left.map((item) => numberOf(item, "r")));
  // The most restrictive window determines the reset time. If several windows are equally restrictive, the latest reset
  // time is used.
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

/** The policy's unit can also be bytes or concurrent requests. */
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
  const value = parameters.get(name);
  return value !== undefined && /^\d{1,9}$/.test(value) ? Number(value) : undefined;
}

const MOST_CHARACTERS = 2_000;
const NAME = /\s*("(?:[^"\\]|\\.)*"|[A-Za-z*][\w:.*/-]*)\s*/y;
const PARAMETER = /;\s*([a-z*][\w.*-]*)(?:=("(?:[^"\\]|\\.)*"|:[^:,;"]*:|[^\s;,"]+))?\s*/y;
const SEPARATOR = /,|$/y;

/** Parses the items in a structured list (RFC 9651). Returns no items if any part of the header is malformed. */
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

function unquoted(value: string): string {
  return value.startsWith('"') ? value.slice(1, -1) : value;
}
