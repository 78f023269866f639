import { optionalText } from "../../api/fields.js";
import { ApiError } from "../../api/api-error.js";
import { API_PATHS } from "../../api/routes.js";
import { MAGIC_NUMBERS, MAGIC_PREFIXES } from "../../engine/magic-numbers.js";
import type { FaultRule } from "../../faults/fault-rule.js";
import { FAULT_PRESETS } from "../../faults/presets.js";
import { describeKnown } from "../../errors/describe-known.js";
import type { ControlCall, ControlRoute } from "../control-route.js";

/** What goes wrong on request. */
export const FAULT_ROUTES: readonly ControlRoute[] = [
  { method: "GET", path: "/faults", handler: listFaults },
  { method: "POST", path: "/faults", handler: addFault },
  { method: "POST", path: "/faults/off", handler: allOff },
  { method: "POST", path: "/faults/{id}/remove", handler: removeFault },
  {
    method: "GET",
    path: "/magic",
    handler: () => ({ numbers: MAGIC_NUMBERS, prefixes: MAGIC_PREFIXES, infix: "555" }),
  },
];

function listFaults({ tenant }: ControlCall): object {
  return { rules: tenant.faults.list(), presets: FAULT_PRESETS, routes: API_PATHS };
}

function addFault(call: ControlCall): object {
  const { tenant, fields } = call;
  const preset = optionalText(fields, "preset");
  if (preset === undefined)
    tenant.faults.add(fields as unknown as FaultRule); // which checks every field
  else tenant.faults.use(preset);
  return listFaults(call);
}

function allOff(call: ControlCall): object {
  call.tenant.faults.off();
  return listFaults(call);
}

function removeFault(call: ControlCall): object {
  const { faults } = call.tenant;
  if (faults.remove(call.id)) return listFaults(call);
  throw new ApiError(404, `No fault rule has this id. ${describeKnown(faults.list().map(({ id }) => id))}`);
}
