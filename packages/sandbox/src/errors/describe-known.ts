const SHOWN = 5;

/** @internal What there is, for whoever named something else: `There are U7fQ39nX and Hc52wLpd.` */
export function describeKnown(ids: Iterable<string>): string {
  const all = [...ids];
  if (all.length === 0) return "There is none.";
  const shown = all.slice(-SHOWN);
  const rest = all.length - shown.length;
  if (rest > 0) return `There are ${shown.join(", ")} and ${rest} more.`;
  const last = shown.pop()!;
  return shown.length === 0 ? `There is ${last}.` : `There are ${shown.join(", ")} and ${last}.`;
}
