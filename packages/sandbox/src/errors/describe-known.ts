const SHOWN = 5;

/** @internal Returns a sentence for an error message. The sentence lists the known ids or numbers: `Available: U7fQ39nX and Hc52wLpd.` */
export function describeKnown(ids: Iterable<string>): string {
  const all = [...ids];
  if (all.length === 0) return "None is available.";
  const shown = all.slice(-SHOWN);
  const rest = all.length - shown.length;
  if (rest > 0) return `Available: ${shown.join(", ")} and ${rest} more.`;
  const last = shown.pop()!;
  return `Available: ${shown.length === 0 ? last : `${shown.join(", ")} and ${last}`}.`;
}
