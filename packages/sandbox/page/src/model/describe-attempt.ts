import type { DeliveryAttempt } from "../wire.js";

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nobody listens there",
  ECONNRESET: "the connection was closed",
  TIMEOUT: "no answer in time",
  TARGET_REFUSED: "not on this machine",
  OUTAGE: "simulated outage",
  ENOTFOUND: "no such host",
  BACKLOG: "given up, too many waited",
};

/** What came of an attempt: `200 in 12 ms`, `ECONNREFUSED, nobody listens there`. */
export function describeAttempt({ httpStatus, errorCode, latencyMs }: DeliveryAttempt): string {
  if (httpStatus !== undefined) return `${httpStatus} in ${Math.round(latencyMs)} ms`;
  const reason = errorCode === undefined ? undefined : REASONS[errorCode];
  return [errorCode ?? "no answer", ...(reason === undefined ? [] : [reason])].join(", ");
}

/** Whether the receiver took it. */
export function succeeded({ httpStatus }: DeliveryAttempt): boolean {
  return httpStatus !== undefined && httpStatus >= 200 && httpStatus < 300;
}
