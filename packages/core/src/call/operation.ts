import type { SendoLogger } from "../observe/logger.js";
import type { IdempotencyStore } from "../stores/idempotency-store.js";
import type { CallOptions } from "./call-options.js";
import type { SendoPromise } from "./sendo-promise.js";

/** One API request, as described by a resource. */
export interface Operation<T> {
  /** A `write` can cost money or change data. It is retried only if a retry is known to be safe. */
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
  /**
   * Returns the strings in the request's JSON that must be masked in errors, because a response could echo them. Called only
   * when an error is created.
   */
  readonly secrets?: (json: string) => readonly string[];
  readonly reference?: string | undefined;
  /** Set for a write with an idempotency key. */
  readonly idempotent?: IdempotentOperation<T> | undefined;
}

/** The operation's name for diagnostics, such as `GET /v1/message/{id}`. */
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
  /** Creates the result for a message that was accepted earlier. */
  toResult(id: string, reference: string): T;
  idOf(result: T): string;
  /**
   * Looks for a message whose outcome is unknown. Never sends it. If the result has no id, the message was not found or its
   * outcome is still unknown.
   */
  find(reference: string, since: Date, signal: AbortSignal): Promise<FoundMessage>;
}

/** Result of a search for a message. */
export interface FoundMessage {
  readonly id?: string;
  readonly cause?: unknown;
}

/** Makes the API call that `describe` specifies. If `describe` throws an error, the call rejects with that error. */
export type Caller = <T>(describe: () => Operation<T>, options?: CallOptions) => SendoPromise<T>;
