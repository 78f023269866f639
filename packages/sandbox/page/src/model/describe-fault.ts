import type { Fault } from "../wire.js";

/** Effects with the words for them, those on answers first. */
export const FAULT_EFFECTS: Readonly<Record<string, string>> = {
  status: "answers an error",
  delay: "answers late",
  reset: "closes the connection",
  hang: "never answers",
  "half-body": "answers half",
  lost: "accepts, and loses the answer",
  "wrong-type": "answers as HTML",
  outage: "event does not arrive",
  drop: "event is never sent",
  duplicate: "event comes twice",
  reorder: "event comes after the next",
  "wrong-token": "event has a wrong token",
};

/** A rule in a sentence: `/v1/message/send answers an error 503, 20 % of the time, 3 times at most`. */
export function describeFault({
  effect,
  status,
  delayMs,
  route,
  number,
  times,
  probability,
}: Omit<Fault, "id" | "hits" | "active">): string {
  const what = [
    FAULT_EFFECTS[effect] ?? effect,
    ...(effect === "status" && status !== undefined ? [String(status)] : []),
    ...(effect === "delay" && delayMs !== undefined ? [`by ${delayMs / 1000} s`] : []),
  ].join(" ");
  return [
    `${route ?? "Anything"} ${what}`,
    ...(number === undefined ? [] : [`for ${number}`]),
    ...(probability === 1 ? [] : [`${Math.round(probability * 1000) / 10} % of the time`]),
    ...(times === undefined ? [] : [`${times} times at most`]),
  ].join(", ");
}
