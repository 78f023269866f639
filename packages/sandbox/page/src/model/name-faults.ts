import type { Fault } from "../wire.js";

/**
 * Names the active faults: `bad-day is on`, `bad-day and 2 faults are on`. A preset counts once, although it has
 * several rules.
 */
export function nameFaults(faults: readonly Fault[]): string {
  const presets = [...new Set(faults.flatMap(({ preset }) => (preset === undefined ? [] : [preset])))];
  const own = faults.filter(({ preset }) => preset === undefined).length;
  const names = [...presets, ...(own === 0 ? [] : [own === 1 ? "1 fault" : `${own} faults`])];
  const verb = names.length > 1 || own > 1 ? "are" : "is";
  const [last = "", ...before] = names.toReversed();
  return `${before.length === 0 ? last : `${before.toReversed().join(", ")} and ${last}`} ${verb} on`;
}
