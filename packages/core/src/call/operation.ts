import type { SendoLogger } from "../observe/logger.js";
import type { IdempotencyStore } from "../stores/idempotency-store.js";
import type { CallOptions } from "./call-options.js";
import type { SendoPromise } from "./sendo-promise.js";

/** One request of the API, as described by a resource. */
export interface Operation<T> {
  /** A `write` can cost money or change something, and is retried only if that is proved to be safe. */
  readonly kind: "read" | "write";
  readonly method: "GET" | "POST" | "PATCH";
  /** Encoded path, beginning with `/v1/`. */
  readonly path: string;
  /** The path with `{id}` instead of an id, for diagnostics. @defaultValue `path` */
  readonly route?: string;
  /** Query parameters. `undefined` values are omitted. */
  readonly query?: Readonly<Record<string, string | number | undefined>> | undefined;
  readonly json?: string | undefined;
  readonly extract: (body: Record<string, unknown>) => T | undefined;
  /** Strings of the JSON that a response may echo but an error must not show. Called only for an error. */
  readonly secrets?: (json: string) => readonly string[];
  readonly reference?: string | undefined;
  /** Set for a write with an idempotency key. */
  readonly idempotent?: IdempotentOperation<T> | undefined;
}

/** Name of an operation for diagnostics, such as `GET /v1/message/{id}`. */
export function operationName({ method, path, route = path }: Operation<unknown>): string {
  return `${method} ${route}`;
}

/** Everything that a write with an idempotency key needs. */
export interface IdempotentOperation<T> {
  readonly store: IdempotencyStore;
  readonly key: string;
  readonly fingerprint: string;
  readonly reference: string;
  readonly logger: SendoLogger;
  /** Creates the result of a message that was accepted earlier. */
  toResult(id: string, reference: string): T;
  idOf(result: T): string;
  /** Looks for a message whose outcome is unknown, and never sends it. A result without an id means not found or unknown. */
  find(reference: string, since: Date, signal: AbortSignal): Promise<FoundMessage>;
}

/** Result of the search for a message. */
export interface FoundMessage {
  readonly id?: string;
  readonly cause?: unknown;
}

/** Makes the call that a resource describes. If `describe` throws, the call rejects with its error. */
export type Caller = <T>(describe: () => Operation<T>, options?: CallOptions) => SendoPromise<T>;
