import { SendoValidationError } from "../errors/errors.js";

// `list` stands where an id stands in Sendo's paths, and dots would climb out of them.
const RESERVED = new Set(["", ".", "..", "list"]);

/**
 * An id as one segment of a path.
 *
 * @throws A {@link SendoValidationError} for an id that is empty or would lead to another endpoint.
 */
export function pathSegment(id: string, kind: "read" | "write"): string {
  if (typeof id !== "string" || RESERVED.has(id)) {
    throw new SendoValidationError(
      [{ path: "id", message: "must be the id of a resource; it is empty or a reserved word" }],
      kind === "write" ? "not-sent" : undefined,
    );
  }
  return encodeURIComponent(id);
}

// What Sendo's paths are made of. Anything else may be an id, and in a request of somebody's own making even a phone number.
const WORD = /^(v\d+|[a-z]+(-[a-z]+)*)?$/;

/** A path as diagnostics may show it: ids replaced by `{id}`. */
export function routeOf(path: string): string {
  return path
    .split("/")
    .map((segment) => (WORD.test(segment) ? segment : "{id}"))
    .join("/");
}
