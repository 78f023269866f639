import { ApiError, badParameter } from "../api/api-error.js";
import { describeKnown } from "../errors/describe-known.js";
import type { ActiveFault, FaultRule } from "../faults/fault-rule.js";
import { kind, optional, string } from "./fields.js";
import { operation, type OperationCall } from "./operation.js";
import { table } from "./table.js";

const ruleField = kind<FaultRule>("a JSON object", (value) =>
  typeof value === "string" ? parse(value) : (value as FaultRule),
);

export const faults = {
  list: operation("fault.list", "GET /faults", {
    help: "list active rules with their hit counts, and the available presets",
    run: listFaults,
    print: (listed) =>
      `${ruleTable(listed)}\n\nPresets:\n${table(
        listed.presets.map(({ name, description }) => [`  ${name}`, description]),
        "  none",
      )}`,
  }),
  add: operation("fault.add", "POST /faults", {
    help: "enable a preset, or add a rule",
    // `faults.add` validates the rule's fields.
    input: { preset: optional(string("<preset>")), rule: optional({ ...ruleField("<json>"), isBody: true }) },
    run(call, { preset, rule }) {
      if (preset === undefined) call.tenant.faults.add(rule as FaultRule);
      else call.tenant.faults.use(preset);
      return listFaults(call);
    },
    print: ruleTable,
    verbs: [
      { words: "fault use", help: "enable a preset", given: { rule: undefined } },
      {
        help: `add a rule, such as '{"effect":"status","status":503,"route":"/v1/message/send","times":2}'`,
        given: { preset: undefined },
      },
    ],
  }),
  remove: operation("fault.remove", "POST /faults/{id}/remove", {
    help: "disable one rule",
    input: { id: string("<id>") },
    run(call, { id }) {
      const { faults: rules } = call.tenant;
      if (rules.remove(id)) return listFaults(call);
      throw new ApiError(404, `No fault rule has this id. ${describeKnown(rules.list().map((rule) => rule.id))}`);
    },
    print: ruleTable,
  }),
  off: operation("fault.off", "POST /faults/off", {
    help: "disable all rules",
    run(call) {
      call.tenant.faults.off();
      return listFaults(call);
    },
    print: ruleTable,
  }),
};

function listFaults({ tenant, reference }: OperationCall) {
  return { rules: tenant.faults.list(), ...reference.faults };
}

function ruleTable({ rules }: { readonly rules: readonly ActiveFault[] }): string {
  return table(
    rules.map((rule) => [rule.id, `${rule.hits} hits`, rule.active ? "on" : "over", effectOf(rule), scopeOf(rule)]),
    "No faults.",
  );
}

function effectOf({ effect, status, delayMs }: ActiveFault): string {
  return [effect, status, delayMs === undefined ? undefined : `${delayMs} ms`]
    .filter((part) => part !== undefined)
    .join(" ");
}

function scopeOf({ route, number, webhook, times, probability, until, preset }: ActiveFault): string {
  const parts = [
    route,
    number,
    webhook && `webhook ${webhook}`,
    times && `at most ${times}x`,
    probability < 1 && `${Math.round(probability * 1000) / 10}%`,
    until && `until ${until}`,
    preset && `preset ${preset}`,
  ];
  return parts.filter(Boolean).join(", ");
}

function parse(json: string): FaultRule {
  try {
    const rule: unknown = JSON.parse(json);
    if (typeof rule === "object" && rule !== null && !Array.isArray(rule)) return rule as FaultRule;
  } catch {
    // The error below reports invalid JSON.
  }
  throw badParameter('A rule must be a JSON object, such as \'{"effect":"status","status":503}\'.');
}
