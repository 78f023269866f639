import type { Fault } from "../wire.js";

/** Effects with the words for them, those on answers first. */
export const FAULT_EFFECTS: Readonly<Record<Fault["effect"], string>> = {
  status: "answers an error",
  delay: "answers late",
  reset: "cuts the connection",
  hang: "never answers",
  "half-body": "answers half",
  lost: "accepts, and loses the answer",
  "wrong-type": "answers as HTML",
  outage: "does not arrive",
  drop: "is never sent",
  duplicate: "comes twice",
  reorder: "comes after the next one",
  "wrong-token": "has a wrong token",
};

/** Those that concern events on their way to a webhook; the others concern calls of the API. */
export const EVENT_EFFECTS: ReadonlySet<Fault["effect"]> = new Set([
  "outage",
  "drop",
  "duplicate",
  "reorder",
  "wrong-token",
]);

/** A rule in a sentence: `/v1/message/send answers an error 503, 20 % of the time, 3 times at most`. */
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
    ...(webhook === undefined ? [] : ["on its way to one webhook"]),
    ...(number === undefined ? [] : [`for ${number}`]),
    ...(probability === 1 ? [] : [`${Math.round(probability * 1000) / 10} % of the time`]),
    ...(times === undefined ? [] : [times === 1 ? "once at most" : `${times} times at most`]),
  ].join(", ");
}
