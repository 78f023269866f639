import type { DeliveryAttempt } from "../wire.js";

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nothing listens there",
  ECONNRESET: "the connection was closed",
  TIMEOUT: "no response in time",
  TARGET_REFUSED: "not local",
  OUTAGE: "simulated outage",
  ENOTFOUND: "no such host",
  BACKLOG: "given up, because too many waited",
};

/** What came of an attempt: `200 in 12 ms`, `ECONNREFUSED, nobody listens there`. */
export function describeAttempt({ httpStatus, errorCode, latencyMs }: DeliveryAttempt): string {
  if (httpStatus !== undefined) return `${httpStatus} in ${Math.round(latencyMs)} ms`;
  const reason = errorCode === undefined ? undefined : REASONS[errorCode];
  return [errorCode ?? "no response", ...(reason === undefined ? [] : [reason])].join(", ");
}

/** Which webhook: `127.0.0.1:3000/webhooks/sendo`. */
export function hostAndPath(url: string): string {
  const { host, pathname } = new URL(url);
  return host + pathname;
}

/** Whether the receiver took it. */
export function succeeded({ httpStatus }: DeliveryAttempt): boolean {
  return httpStatus !== undefined && httpStatus >= 200 && httpStatus < 300;
}
