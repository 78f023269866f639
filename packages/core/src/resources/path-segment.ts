import { SendoValidationError } from "../errors.js";

// `list` stands where an id stands in Sendo's paths, and dots would climb out of them.
const RESERVED = new Set(["", ".", "..", "list"]);

/**
 * An id as one segment of a path.
 *
 * @throws {@link SendoValidationError} for an id that is empty or would lead to another endpoint.
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
