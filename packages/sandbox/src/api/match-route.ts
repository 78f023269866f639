/** A method and a path with at most one `{id}`. */
export interface RoutePattern {
  readonly method: string;
  readonly path: string;
}

/** Result of a route lookup. */
export type RouteMatch<Route extends RoutePattern> =
  { readonly route: Route; readonly id: string } | { readonly route: undefined; readonly allowed: readonly string[] };

/**
 * Finds the route for a path. A literal segment takes precedence over `{id}`, so `list` is never treated as an id.
 * `allowed` contains the methods of an existing path, and is empty for an unknown path.
 */
export function matchRoute<Route extends RoutePattern>(
  routes: readonly Route[],
  method: string,
  pathname: string,
): RouteMatch<Route> {
  const segments = pathname.split("/");
  const allowed = new Set<string>();
  let found: { route: Route; id: string } | undefined;
  for (const route of routes) {
    const id = matchPath(route.path.split("/"), segments);
    if (id === undefined) continue;
    allowed.add(route.method);
    const literal = !route.path.includes("{id}");
    if (route.method === method && (found === undefined || literal)) found = { route, id };
  }
  return found ?? { route: undefined, allowed: [...allowed] };
}

function matchPath(pattern: readonly string[], segments: readonly string[]): string | undefined {
  if (pattern.length !== segments.length) return undefined;
  let id = "";
  for (const [index, part] of pattern.entries()) {
    const segment = segments[index]!;
    if (part !== "{id}") {
      if (part !== segment) return undefined;
    } else {
      if (segment === "") return undefined;
      id = decode(segment);
    }
  }
  return id;
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment; // an invalid escape cannot match an existing id
  }
}
