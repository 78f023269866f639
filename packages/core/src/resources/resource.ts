import type * as z from "zod/mini";
import type { CallOptions } from "../call/call-options.js";
import type { Caller } from "../call/operation.js";
import type { Clock } from "../internal/clock.js";
import { PARTS, rememberParts } from "../internal/parts.js";
import type { ResolvedSendoOptions } from "../options/resolve-options.js";
import type { SendoPromise } from "../call/sendo-promise.js";
import { SendoValidationError } from "../errors/errors.js";
import { isObject } from "../internal/is.js";
import { createPager, type Pager } from "./pager.js";
import { readTolerantly } from "./validate.js";

/** A resource's dependencies. */
export interface ResourceParts {
  readonly call: Caller;
  readonly options: ResolvedSendoOptions;
  readonly clock: Clock;
}

/** Base class for resources: makes calls and parses responses leniently. */
export abstract class Resource {
  /** @internal */
  declare protected readonly [PARTS]: () => ResourceParts;

  /** @internal */
  constructor(parts: ResourceParts) {
    rememberParts(this, parts);
  }

  /** @internal Extracts one object from a response: `{ "brand": { ... } }`. */
  protected one<Schema extends z.ZodMiniType>(schema: Schema, field: string) {
    return (body: Record<string, unknown>): z.output<Schema> | undefined =>
      isObject(body[field]) ? this.read(schema, body[field], field) : undefined;
  }

  /** @internal Extracts a list from a response: `{ "brands": [ ... ] }`. */
  protected many<Schema extends z.ZodMiniType>(schema: Schema, field: string) {
    return (body: Record<string, unknown>): z.output<Schema>[] | undefined => {
      const items = body[field];
      return Array.isArray(items) ? items.map((item) => this.read(schema, item, field)) : undefined;
    };
  }

  /** @internal */
  protected read<Schema extends z.ZodMiniType>(schema: Schema, value: unknown, what: string): z.output<Schema> {
    return readTolerantly(schema, value, what, this[PARTS]().options.logger);
  }

  /** @internal Retrieves one object by its id. */
  protected retrieveOne<Schema extends z.ZodMiniType>(
    schema: Schema,
    field: string,
    id: string,
    options: CallOptions | undefined,
  ): SendoPromise<z.output<Schema>> {
    return this[PARTS]().call(
      () => ({
        kind: "read",
        method: "GET",
        path: `/v1/${field}/${pathSegment(id, "read")}`,
        route: `/v1/${field}/{id}`,
        extract: this.one(schema, field),
      }),
      options,
    );
  }

  /** @internal Lists objects page by page. */
  protected listAll<Item extends { id: string }>(
    schema: z.ZodMiniType<Item>,
    field: string,
    query: () => { skip?: number | undefined; limit?: number | undefined },
    options: CallOptions | undefined,
  ): Pager<Item> {
    return createPager<Item>(
      this[PARTS]().call,
      ({ skip }) => ({
        kind: "read",
        method: "GET",
        path: `/v1/${field}/list`,
        query: { ...query(), skip: skip === 0 ? undefined : skip },
        extract: this.many(schema, `${field}s`),
      }),
      () => query().skip ?? 0,
      options,
    );
  }
}

// The id `list` would address one of Sendo's list endpoints, and a dot segment would change the path.
const RESERVED = new Set(["", ".", "..", "list"]);

/**
 * Encodes an id as one path segment.
 *
 * @throws A {@link SendoValidationError} if the id is empty or would address a different endpoint.
 */
export function pathSegment(id: string, kind: "read" | "write"): string {
  if (typeof id !== "string" || RESERVED.has(id)) {
    throw new SendoValidationError(
      [{ path: "id", message: "must be a resource id, not an empty string or a reserved word" }],
      kind === "write" ? "not-sent" : undefined,
    );
  }
  return encodeURIComponent(id);
}
