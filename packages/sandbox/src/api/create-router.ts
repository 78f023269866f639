/** A method, and a path that contains `{id}` at most once. */
export interface RoutePattern {
  readonly method: string;
  readonly path: string;
}

/** Result of a route lookup. */
export type RouteMatch<Route extends RoutePattern> =
  { readonly route: Route; readonly id: string } | { readonly route: undefined; readonly allowed: readonly string[] };

/** Finds the route for a method and a path. */
export type Router<Route extends RoutePattern> = (method: string, pathname: string) => RouteMatch<Route>;

interface Entry<Route> {
  readonly routes: Route[];
  readonly before: string;
  readonly after: string;
}

/**
 * Creates the lookup for a table of routes. A literal segment takes precedence over `{id}`, so `list` is never treated
 * as an id. `allowed` contains the methods that the path supports, and is empty for an unknown path.
 */
export function createRouter<Route extends RoutePattern>(routes: readonly Route[]): Router<Route> {
  const literals = new Map<string, Route[]>();
  const patterns = new Map<string, Entry<Route>>();
  for (const route of routes) {
    const [before, after] = route.path.split("{id}") as [string, string | undefined];
    if (after === undefined) literals.set(before, [...(literals.get(before) ?? []), route]);
    else {
      const entry = patterns.get(route.path) ?? { routes: [], before, after };
      entry.routes.push(route);
      patterns.set(route.path, entry);
    }
  }
  const entries = [...patterns.values()];
  return (method, pathname) => {
    const literal = literals.get(pathname);
    for (const route of literal ?? []) if (route.method === method) return { route, id: "" };
    const allowed = new Set(literal?.map((route) => route.method));
    for (const entry of entries) {
      const id = idIn(pathname, entry);
      if (id === undefined) continue;
      for (const route of entry.routes) {
        if (route.method === method) return { route, id: decode(id) };
        allowed.add(route.method);
      }
    }
    return { route: undefined, allowed: [...allowed] };
  };
}

function idIn(pathname: string, { before, after }: Entry<unknown>): string | undefined {
  const end = pathname.length - after.length;
  if (end <= before.length || !pathname.startsWith(before) || !pathname.endsWith(after)) return undefined;
  const id = pathname.slice(before.length, end);
  return id.includes("/") ? undefined : id;
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment; // a segment with an invalid escape cannot match an existing id
  }
}
