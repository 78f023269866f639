import type { SendoLogger } from "../observe/logger.js";
import type { IdempotencyStore } from "../stores/idempotency-store.js";
import type { CallOptions } from "./call-options.js";
import type { SendoPromise } from "./sendo-promise.js";

/** One request of the API, as a resource describes it. */
export interface Operation<T> {
  /** A `write` can cost money or change something, and is repeated only where that is proved to be safe. */
  readonly kind: "read" | "write";
  readonly method: "GET" | "POST" | "PATCH";
  /** Encoded path, from `/v1/` on. */
  readonly path: string;
  /** The same with `{id}` for an id, for diagnostics. @defaultValue `path` */
  readonly route?: string;
  /** Parameters; those that are `undefined` are left out. */
  readonly query?: Readonly<Record<string, string | number | undefined>> | undefined;
  /** The request body, as JSON. */
  readonly json?: string | undefined;
  readonly extract: (body: Record<string, unknown>) => T | undefined;
  /** Strings of the JSON that an answer may echo and an error must not show; asked for only when there is an error. */
  readonly secrets?: (json: string) => readonly string[];
  readonly reference?: string | undefined;
  /** For a write that is run under an idempotency key. */
  readonly idempotent?: IdempotentOperation<T> | undefined;
}

/** For people and diagnostics: `GET /v1/message/{id}`. */
export function operationName({ method, path, route = path }: Operation<unknown>): string {
  return `${method} ${route}`;
}

/** What a write needs so that it can be run again under a key. */
export interface IdempotentOperation<T> {
  readonly store: IdempotencyStore;
  readonly key: string;
  readonly fingerprint: string;
  readonly reference: string;
  readonly logger: SendoLogger;
  /** The result of a message that was accepted earlier. */
  toResult(id: string, reference: string): T;
  /** The other way round. */
  idOf(result: T): string;
  /** Looks for a message whose outcome is unknown, and never sends. Without an id it was not found, or nothing is known. */
  find(reference: string, since: Date, signal: AbortSignal): Promise<FoundMessage>;
}

/** What looking for a message has found. */
export interface FoundMessage {
  readonly id?: string;
  readonly cause?: unknown;
}

/** Makes the call that a resource describes. What `describe` throws becomes the failure of the call. */
export type Caller = <T>(describe: () => Operation<T>, options?: CallOptions) => SendoPromise<T>;
