import { expect, test } from "vitest";
import { describeFault } from "./describe-fault.js";

test.each<[Parameters<typeof describeFault>[0], string]>([
  [{ effect: "hang", probability: 1 }, "Any call never responds"],
  [
    { effect: "status", status: 503, route: "/v1/message/send", probability: 0.2, times: 3 },
    "/v1/message/send returns status 503, 20% of the time, at most 3 times",
  ],
  [
    { effect: "delay", delayMs: 2500, probability: 1, number: "+12065550142" },
    "Any call responds late by 2.5 s, for +12065550142",
  ],
  [{ effect: "drop", probability: 0.005 }, "Any event is never sent, 0.5% of the time"],
])("%j", (fault, words) => {
  expect(describeFault(fault)).toBe(words);
});
