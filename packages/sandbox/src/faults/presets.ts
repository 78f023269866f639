import type { FaultRule } from "./fault-rule.js";

/** A named set of fault rules. */
export interface FaultPreset {
  readonly name: string;
  /** Human-readable description. */
  readonly description: string;
  readonly rules: readonly FaultRule[];
}

const SEND = "/v1/message/send";

export const FAULT_PRESETS: readonly FaultPreset[] = [
  {
    name: "bad-day",
    description: "A mix of faults: about one response in five is delayed, lost, rejected or malformed.",
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
    description: "For 30 seconds, half of all calls return 429, as if another process had used up the limit.",
    rules: [{ effect: "status", status: 429, probability: 0.5, for: "30s" }],
  },
  {
    name: "lost-answers",
    description:
      "For one send in five, the message is accepted but the response is lost. A retry would send a second message.",
    rules: [{ effect: "lost", route: SEND, probability: 0.2 }],
  },
  {
    name: "gateway-down",
    description: "For one minute, every call returns 502 with a gateway's HTML page.",
    rules: [{ effect: "status", status: 502, for: "1m" }],
  },
  {
    name: "slow-motion",
    description: "Every response is delayed by 3 seconds.",
    rules: [{ effect: "delay", delay: "3s" }],
  },
  {
    name: "silence",
    description: "For 30 seconds, no call gets a response.",
    rules: [{ effect: "hang", for: "30s" }],
  },
  {
    name: "webhook-outage",
    description:
      "For 10 minutes, no events reach any webhook. The events are delivered later by the documented retries.",
    rules: [{ effect: "outage", for: "10m" }],
  },
  {
    name: "webhook-echo",
    description: "One event in five is sent twice, and one in five is delayed until after the next event.",
    rules: [
      { effect: "duplicate", probability: 0.2 },
      { effect: "reorder", probability: 0.2 },
    ],
  },
];
