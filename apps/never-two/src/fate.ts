import { createHash } from "node:crypto";

/** What the hostile network does to one request. */
export type RequestFate =
  | "pass"
  /** Before the API sees it: */
  | "reset-unread"
  | "status-500"
  | "status-503-html"
  | "status-307"
  | "status-400"
  | "status-429"
  /** After the API has taken it: */
  | "accepted-reset"
  | "accepted-hang"
  | "accepted-half-body"
  | "accepted-500"
  | "accepted-then-closed";

/** What it does to one connection, before TLS. */
export type ConnectionFate = "pass" | "reset-in-handshake" | "slow-handshake";

const REQUEST_FATES: readonly (readonly [RequestFate, number])[] = [
  ["reset-unread", 0.02],
  ["status-500", 0.02],
  ["status-503-html", 0.01],
  ["status-307", 0.01],
  ["status-400", 0.03],
  ["status-429", 0.002],
  ["accepted-reset", 0.02],
  ["accepted-hang", 0.004],
  ["accepted-half-body", 0.02],
  ["accepted-500", 0.02],
  ["accepted-then-closed", 0.05],
];
const CONNECTION_FATES: readonly (readonly [ConnectionFate, number])[] = [
  ["reset-in-handshake", 0.05],
  ["slow-handshake", 0.2],
];

/** A number from 0 to 1 that depends on nothing but its arguments, so that a run can be repeated from its seed. */
export function draw(seed: number, ...what: readonly (string | number)[]): number {
  return (
    createHash("sha256")
      .update([seed, ...what].join("\n"))
      .digest()
      .readUInt32BE(0) /
    2 ** 32
  );
}

/** The fate of the `attempt`th request that contains a reference. */
export function requestFate(seed: number, reference: string, attempt: number): RequestFate {
  return pick(REQUEST_FATES, draw(seed, "request", reference, attempt)) ?? "pass";
}

/** The fate of the `index`th connection. */
export function connectionFate(seed: number, index: number): ConnectionFate {
  return pick(CONNECTION_FATES, draw(seed, "connection", index)) ?? "pass";
}

function pick<Fate>(fates: readonly (readonly [Fate, number])[], at: number): Fate | undefined {
  let upTo = 0;
  for (const [fate, share] of fates) {
    upTo += share;
    if (at < upTo) return fate;
  }
  return undefined;
}
