let second = Number.NaN;
let prefix = "";

/** @internal Formats a time as Sendo's documentation does. Times in the same second share the formatted date. */
export function iso(epochMs: number): string {
  const current = Math.floor(epochMs / 1000);
  if (current !== second) {
    prefix = new Date(current * 1000).toISOString().slice(0, -"000Z".length);
    second = current;
  }
  return `${prefix}${String(Math.floor(epochMs) - current * 1000).padStart(3, "0")}Z`;
}
