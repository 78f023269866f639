import { InvalidArgumentError, type Command } from "commander";
import { controlVerb } from "./control-verb.js";
import { group } from "./group.js";
import { table } from "./table.js";

interface Rule {
  readonly id: string;
  readonly hits?: number;
}

interface Faults {
  readonly rules: readonly Rule[];
  readonly presets?: readonly ({ readonly name: string; readonly description?: string } | string)[];
}

/** `fault`: what goes wrong on purpose. */
export function faultCommand(): Command {
  return group(
    "fault",
    "let the API go wrong on purpose",
    controlVerb<object, Faults>({
      usage: "list",
      description: "list active rules with how often each was hit, and the presets there are",
      method: "GET",
      path: "/faults",
      print: ({ rules, presets = [] }) => `${ruleTable({ rules })}\n\nPresets:\n${presetTable(presets)}`,
    }),
    controlVerb<object, Faults>({
      usage: "use <preset>",
      description: "switch a preset on",
      method: "POST",
      path: "/faults",
      request: ([preset]) => ({ body: { preset } }),
      print: ruleTable,
    }),
    controlVerb<object, Faults>({
      usage: "add <json>",
      description: `add a rule, such as '{"effect":"status","status":503,"route":"/v1/message/send","times":2}'`,
      method: "POST",
      path: "/faults",
      request: ([json]) => ({ body: readRule(json!) }),
      print: ruleTable,
    }),
    controlVerb<object, Faults>({
      usage: "remove <id>",
      description: "switch one rule off",
      method: "POST",
      path: "/faults/{id}/remove",
      request: ([id]) => ({ id: id! }),
      print: ruleTable,
    }),
    controlVerb<object, Faults>({
      usage: "off",
      description: "switch all rules off",
      method: "POST",
      path: "/faults/off",
      print: ruleTable,
    }),
  );
}

function ruleTable({ rules }: Faults): string {
  return table(
    rules.map(({ id, hits, ...rule }) => [id, `${hits ?? 0} hits`, JSON.stringify(rule)]),
    "No faults.",
  );
}

function presetTable(presets: NonNullable<Faults["presets"]>): string {
  const rows = presets.map((preset) =>
    typeof preset === "string" ? [`  ${preset}`] : [`  ${preset.name}`, preset.description ?? ""],
  );
  return table(rows, "  none");
}

function readRule(json: string): object {
  try {
    const rule: unknown = JSON.parse(json);
    if (typeof rule === "object" && rule !== null && !Array.isArray(rule)) return rule;
  } catch {
    // told below
  }
  throw new InvalidArgumentError(`A rule is a JSON object, such as '{"effect":"status","status":503}'.`);
}
