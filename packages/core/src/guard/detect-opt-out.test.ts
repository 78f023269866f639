import { expect, test } from "vitest";
import { detectOptOut, type OptOut } from "./index.js";

const CASES: Record<OptOut, readonly string[]> = {
  exact: [
    ..."stop quit end revoke cancel unsubscribe".split(" "),
    ...["opt out", "OPT-OUT", "Optout", "STOP", " Stop. ", '"STOP"', "stop!!!", "STOP \ud83d\uded1", "Stop stop STOP"],
    ...["\uff33\uff34\uff2f\uff30", "st\u200bop", "STOP\r\n", "stop, unsubscribe"],
  ],
  likely: [
    ...["STOP this bill", "please stop", "Stop texting me", "stop all these messages", "S T O P", "s.t.o.p"],
    ...["I want to unsubscribe from this", "I am opting out of this list", "remove me please", "take me off your list"],
    ...[
      "don't text me",
      "Don\u2019t text me again",
      "do not contact me",
      "no more texts",
      "Please leave me alone already",
    ],
    ...["I revoke my consent now", "Cancel my table", "quit messaging this number"],
  ],
  no: [
    ...["", "  ", "\ud83d\udc4d", "Yes", "START", "HELP", "nonstop fun", "the weekend is fine", "unstoppable", "5"],
    ...["Where does the bus stop today", "I cancelled it yesterday", "text me at 5", "Do you send this on Sunday"],
  ],
};

test.each(Object.entries(CASES).flatMap(([verdict, bodies]) => bodies.map((body) => [verdict, body] as const)))(
  "%s: %j",
  (verdict, body) => {
    expect(detectOptOut(body)).toBe(verdict);
  },
);
