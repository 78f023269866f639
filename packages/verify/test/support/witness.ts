import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { inspect } from "node:util";
import type { SendoLogger } from "@sendo/core";
import { onTestFinished } from "vitest";

const CHANNELS = ["call", "attempt", "retry", "rate-limited", "store-failed", "store-recovered"].map(
  (name) => `sendo:${name}`,
);
const TRACES = ["start", "end", "asyncStart", "asyncEnd", "error"].map((step) => `tracing:sendo:call:${step}`);

/** Collects all log lines, events and traces of a test, and what it is shown. Metrics are made from these events. */
export function witness() {
  const seen: string[] = [];
  const show = (value: unknown): void => void seen.push(inspect(value, { depth: 10 }), JSON.stringify(value) ?? "");
  for (const channel of [...CHANNELS, ...TRACES]) {
    subscribe(channel, show);
    onTestFinished(() => void unsubscribe(channel, show));
  }
  const log = (...given: unknown[]): void => given.forEach(show);
  const logger: SendoLogger = { debug: log, info: log, warn: log, error: log };
  return { seen, show, logger };
}
