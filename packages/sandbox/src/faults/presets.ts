import type { FaultRule } from "./fault-rule.js";

/** Rules that belong together. */
export interface FaultPreset {
  readonly name: string;
  /** What it is like. */
  readonly description: string;
  readonly rules: readonly FaultRule[];
}

const SEND = "/v1/message/send";

/** @internal Bad times to try an app in. */
export const FAULT_PRESETS: readonly FaultPreset[] = [
  {
    name: "bad-day",
    description: "A little of everything: about one answer in five is late, lost, refused or nonsense.",
    rules: [
      { effect: "status", status: 429, probability: 0.04 },
      { effect: "status", status: 500, probability: 0.04 },
      { effect: "status", status: 502, probability: 0.03 },
      { effect: "reset", probability: 0.02 },
      { effect: "lost", route: SEND, probability: 0.02 },
      { effect: "half-body", probability: 0.01 },
      { effect: "wrong-type", probability: 0.01 },
      { effect: "delay", delay: "2s", probability: 0.05 },
      { effect: "duplicate", probability: 0.02 },
      { effect: "reorder", probability: 0.02 },
    ],
  },
  {
    name: "rate-storm",
    description: "Half of all calls answer 429 for 30 seconds, as when another process uses up the limit.",
    rules: [{ effect: "status", status: 429, probability: 0.5, for: "30s" }],
  },
  {
    name: "lost-answers",
    description: "One send in five is accepted and its answer lost: whoever sends it again texts somebody twice.",
    rules: [{ effect: "lost", route: SEND, probability: 0.2 }],
  },
  {
    name: "gateway-down",
    description: "Every call answers 502 with a gateway's HTML page for a minute.",
    rules: [{ effect: "status", status: 502, for: "1m" }],
  },
  {
    name: "slow-motion",
    description: "Every answer is 3 seconds late.",
    rules: [{ effect: "delay", delay: "3s" }],
  },
  {
    name: "silence",
    description: "No call is answered for 30 seconds.",
    rules: [{ effect: "hang", for: "30s" }],
  },
  {
    name: "webhook-outage",
    description: "No event reaches a webhook for 10 minutes; the documented retries bring them later.",
    rules: [{ effect: "outage", for: "10m" }],
  },
  {
    name: "webhook-echo",
    description: "One event in five comes twice, one in five after the next one.",
    rules: [
      { effect: "duplicate", probability: 0.2 },
      { effect: "reorder", probability: 0.2 },
    ],
  },
];
