import type { DeliveryAttempt } from "../wire.js";

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: "no server is listening on this port",
  ECONNRESET: "the connection was closed",
  TIMEOUT: "no response in time",
  TARGET_REFUSED: "not local",
  OUTAGE: "simulated outage",
  ENOTFOUND: "no such host",
  BACKLOG: "failed because too many deliveries were pending",
};

/** Describes an attempt's result: `200 in 12 ms`, or `ECONNREFUSED, no server is listening on this port`. */
export function describeAttempt({ httpStatus, errorCode, latencyMs }: DeliveryAttempt): string {
  if (httpStatus !== undefined) return `${httpStatus} in ${Math.round(latencyMs)} ms`;
  const reason = errorCode === undefined ? undefined : REASONS[errorCode];
  return [errorCode ?? "no response", ...(reason === undefined ? [] : [reason])].join(", ");
}

/** Shortens a webhook URL: `127.0.0.1:3000/webhooks/sendo`. */
export function hostAndPath(url: string): string {
  const { host, pathname } = new URL(url);
  return host + pathname;
}

/** Whether the receiver returned a 2XX status. */
export function succeeded({ httpStatus }: DeliveryAttempt): boolean {
  return httpStatus !== undefined && httpStatus >= 200 && httpStatus < 300;
}
