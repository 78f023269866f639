import { field } from "../../api/fields.js";
import type { Duration } from "../../duration.js";
import { clockView } from "../clock-view.js";
import type { ControlCall, ControlRoute } from "../control-route.js";

/** The sandbox's time. */
export const CLOCK_ROUTES: readonly ControlRoute[] = [
  { method: "GET", path: "/clock", handler: ({ clock }) => clockView(clock) },
  { method: "POST", path: "/clock/advance", handler: advanceClock },
];

async function advanceClock({ clock, fields }: ControlCall): Promise<object> {
  await clock.advance(field(fields, "by") as Duration);
  return clockView(clock);
}
