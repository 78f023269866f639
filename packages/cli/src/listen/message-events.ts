import { createHash } from "node:crypto";

/** A message from the API's message list. */
export interface ListedMessage {
  readonly id: string;
  readonly direction?: unknown;
  readonly createdAt?: unknown;
  readonly updatedAt?: unknown;
  readonly status?: unknown;
  readonly errorCode?: unknown;
  readonly [field: string]: unknown;
}

/** An event in the same format as a webhook event. */
export interface ListenEvent {
  readonly id: string;
  readonly type: "message.incoming" | "message.status";
  readonly timestamp: string;
  /**
   * Set if the event was derived by comparing the results of two polls. A status that occurred between these polls might be
   * missing.
   */
  readonly inferred?: true;
  readonly message: ListedMessage;
}

/** Returns a key that changes whenever a message's status or error code changes. */
export function statusOf({ status, errorCode }: ListedMessage): string {
  return JSON.stringify([status ?? null, errorCode ?? null]);
}

/** Returns the event for an incoming message or a new status, or `undefined` if no event applies. */
export function eventOf(message: ListedMessage): ListenEvent | undefined {
  const { id, direction, status } = message;
  if (direction === "INBOUND") {
    return {
      id: idOf("message.incoming", id),
      type: "message.incoming",
      timestamp: timeOf(message.createdAt),
      message,
    };
  }
  if (direction !== "OUTBOUND" || status === "CREATED" || status === undefined) return undefined;
  const timestamp = timeOf(message.updatedAt ?? message.createdAt);
  return {
    id: idOf("message.status", id, statusOf(message)),
    type: "message.status",
    timestamp,
    inferred: true,
    message,
  };
}

const timeOf = (value: unknown): string => (typeof value === "string" ? value : "");

// The id is derived from the event, so a later run creates the same id and receivers can detect duplicates.
function idOf(...parts: readonly string[]): string {
  const hex = createHash("sha256").update(JSON.stringify(parts)).digest("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), `5${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    "-",
  );
}
