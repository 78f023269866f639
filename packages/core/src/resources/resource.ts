import type * as z from "zod";
import type { CallOptions, Caller } from "../call/call-plan.js";
import type { ResolvedSendoOptions } from "../options/resolve-options.js";
import type { SendoPromise } from "../call/sendo-promise.js";
import { readTolerantly } from "./validate.js";
import { isObject } from "../internal/is.js";
import { createPager, type Pager } from "./pager.js";
import { pathSegment } from "./path-segment.js";

/** How a list is read. */
export interface PageQuery {
  /** Items a request, 1 or more; the greatest that Sendo allows is not documented. @defaultValue Sendo's, which is 10 */
  limit?: number | undefined;
  /** Items to leave out at the beginning. @defaultValue `0` */
  skip?: number | undefined;
}

/** What the resources have in common: a call, the client's options, and a tolerant eye for what comes back. */
export abstract class Resource {
  // Private for the language and not only for the compiler: a client that is printed or turned into JSON shows its resources,
  // and the options hold a number, a proxy's password and whatever stores and loggers hold.
  readonly #call: Caller;
  readonly #options: ResolvedSendoOptions;

  /** @internal */
  constructor(call: Caller, options: ResolvedSendoOptions) {
    this.#call = call;
    this.#options = options;
  }

  /** @internal */
  protected get call(): Caller {
    return this.#call;
  }

  /** @internal */
  protected get options(): ResolvedSendoOptions {
    return this.#options;
  }

  /** @internal Takes one object out of an answer: `{ "brand": { ... } }`. */
  protected one<Schema extends z.ZodType>(schema: Schema, field: string) {
    return (body: Record<string, unknown>): z.output<Schema> | undefined =>
      isObject(body[field]) ? this.read(schema, body[field], field) : undefined;
  }

  /** @internal Takes a list out of an answer: `{ "brands": [ ... ] }`. */
  protected many<Schema extends z.ZodType>(schema: Schema, field: string) {
    return (body: Record<string, unknown>): z.output<Schema>[] | undefined => {
      const items = body[field];
      return Array.isArray(items) ? items.map((item) => this.read(schema, item, field)) : undefined;
    };
  }

  /** @internal */
  protected read<Schema extends z.ZodType>(schema: Schema, value: unknown, what: string): z.output<Schema> {
    return readTolerantly(schema, value, what, this.options.logger);
  }

  /** @internal Reads one object by its id. */
  protected retrieveOne<Schema extends z.ZodType>(
    schema: Schema,
    field: string,
    id: string,
    options: CallOptions | undefined,
  ): SendoPromise<z.output<Schema>> {
    return this.call(
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
    schema: z.ZodType<Item>,
    field: string,
    query: () => { skip?: number | undefined; limit?: number | undefined },
    options: CallOptions | undefined,
  ): Pager<Item> {
    return createPager<Item>(
      this.call,
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
