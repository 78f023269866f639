import type { Fault } from "../wire.js";

/** Effects of fault rules with their descriptions. Effects on API calls come first. */
export const FAULT_EFFECTS: Readonly<Record<Fault["effect"], string>> = {
  status: "returns status",
  delay: "responds late",
  reset: "resets the connection",
  hang: "never responds",
  "half-body": "returns only half of the response",
  lost: "succeeds, but its response is lost",
  "wrong-type": "responds as HTML",
  outage: "does not arrive",
  drop: "is never sent",
  duplicate: "is sent twice",
  reorder: "is sent after the next event",
  "wrong-token": "has the wrong token",
};

/** Effects on the delivery of events. The other effects apply to API calls. */
export const EVENT_EFFECTS: ReadonlySet<Fault["effect"]> = new Set([
  "outage",
  "drop",
  "duplicate",
  "reorder",
  "wrong-token",
]);

/** Describes a rule: `/v1/message/send returns status 503, 20% of the time, at most 3 times`. */
export function describeFault({
  effect,
  status,
  delayMs,
  route,
  number,
  webhook,
  times,
  probability,
}: Omit<Fault, "id" | "hits" | "active">): string {
  const what = [
    FAULT_EFFECTS[effect],
    ...(effect === "status" && status !== undefined ? [String(status)] : []),
    ...(effect === "delay" && delayMs !== undefined ? [`by ${delayMs / 1000} s`] : []),
  ].join(" ");
  return [
    `${route ?? (EVENT_EFFECTS.has(effect) ? "Any event" : "Any call")} ${what}`,
    ...(webhook === undefined ? [] : ["to one webhook"]),
    ...(number === undefined ? [] : [`for ${number}`]),
    ...(probability === 1 ? [] : [`${Math.round(probability * 1000) / 10}% of the time`]),
    ...(times === undefined ? [] : [times === 1 ? "at most once" : `at most ${times} times`]),
  ].join(", ");
}
