import { field } from "../../api/fields.js";
import { type SandboxClock, clockView } from "../../time/clock.js";
import type { Duration } from "../../time/duration.js";
import type { ControlCall, ControlRoute } from "../control-route.js";

/** The sandbox's time. */
export const CLOCK_ROUTES: readonly ControlRoute[] = [
  { method: "GET", path: "/clock", handler: ({ clock }) => show(clock) },
  { method: "POST", path: "/clock/advance", handler: moving((clock, by) => clock.advance(by as Duration), "by") },
  { method: "POST", path: "/clock/next", handler: moving((clock) => clock.next()) },
  { method: "POST", path: "/clock/freeze", handler: moving((clock) => clock.freeze()) },
  { method: "POST", path: "/clock/unfreeze", handler: moving((clock) => clock.unfreeze()) },
  { method: "POST", path: "/clock/speed", handler: moving((clock, speed) => clock.setSpeed(speed as number), "speed") },
];

function show(clock: SandboxClock): object {
  return { ...clockView(clock), pending: clock.pending() };
}

// The clock checks what it is given.
function moving(move: (clock: SandboxClock, value: unknown) => unknown, name = ""): ControlRoute["handler"] {
  return async ({ clock, fields }: ControlCall) => {
    await move(clock, field(fields, name));
    return show(clock);
  };
}
