import { field, optionalText, requiredText, type Fields } from "../../api/fields.js";
import { badParameter } from "../../api/api-error.js";
import type { Duration } from "../../time/duration.js";
import type { ControlCall, ControlRoute } from "../control-route.js";

/** The parts of a phone that wait. They answer when it is over: 408 or 409 with the near misses in `error`. */
export const WAIT_ROUTES: readonly ControlRoute[] = [
  { method: "POST", path: "/phones", handler: ({ tenant }) => ({ number: tenant.phone().number }) },
  { method: "POST", path: "/phones/{id}/wait", handler: waitForText },
  { method: "POST", path: "/phones/{id}/expect-nothing", handler: expectNothing },
  { method: "POST", path: "/clock/settle", handler: settle },
];

async function waitForText({ tenant, id, fields, signal }: ControlCall): Promise<object> {
  const pattern = readPattern(requiredText(fields, "match"), fields);
  const timeout = readDuration(fields, "timeout");
  const received = await tenant.phone(id).waitFor(pattern, { signal, ...(timeout !== undefined && { timeout }) });
  return { ...received };
}

async function expectNothing({ tenant, id, fields, signal }: ControlCall): Promise<object> {
  const matching = optionalText(fields, "matching");
  const duration = readDuration(fields, "for");
  await tenant.phone(id).expectNothing({
    signal,
    ...(matching !== undefined && { matching: readPattern(matching, fields) }),
    ...(duration !== undefined && { for: duration }),
  });
  return { number: id };
}

async function settle({ clock }: ControlCall): Promise<object> {
  await clock.settle();
  return { now: new Date(clock.epochMs()).toISOString() };
}

// A caller may write any pattern, a slow one too: it holds the token, and the machine is its own.
function readPattern(source: string, fields: Fields): RegExp {
  try {
    return new RegExp(source, optionalText(fields, "flags") ?? "");
  } catch {
    throw badParameter("The pattern or its flags are no regular expression of JavaScript.");
  }
}

function readDuration(fields: Fields, name: string): Duration | undefined {
  return field(fields, name) as Duration | undefined; // checked where it is used
}
