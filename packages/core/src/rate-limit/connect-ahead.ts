import type { ConnectAhead, Permit } from "./limiter.js";

/** A call in a limiter's queue. */
export interface WaitingCall {
  readonly admit: (permit: Permit) => void;
  readonly connectAhead: ConnectAhead | undefined;
}

/** Opens connections for the calls at the front of a queue, up to `most` of them. */
export function connectForCalls(calls: Iterable<WaitingCall>, most: number): void {
  const counts = new Map<ConnectAhead, number>();
  let left = most;
  for (const call of calls) {
    if ((left -= 1) < 0) break;
    if (call.connectAhead !== undefined) counts.set(call.connectAhead, (counts.get(call.connectAhead) ?? 0) + 1);
  }
  for (const [open, count] of counts) open(count);
}
