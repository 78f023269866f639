type Cell = string | number | boolean | null | undefined;

/** Formats rows as aligned columns with headings, or returns `empty` if there are no rows. Control characters are replaced. */
export function rows(heading: readonly string[], cells: readonly (readonly Cell[])[], empty: string): string {
  if (cells.length === 0) return empty;
  const all = [heading, ...cells.map((row) => row.map((cell) => printable(String(cell ?? ""))))];
  const widths = heading.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  return all
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/** Formats names and values, one pair per line. */
export function facts(pairs: Readonly<Record<string, Cell>>): string {
  const known = Object.entries(pairs).filter(([, value]) => value !== undefined && value !== null);
  const width = Math.max(...known.map(([name]) => name.length));
  return known.map(([name, value]) => `${name.padEnd(width)}  ${printable(String(value))}`).join("\n");
}

/** Replaces control characters, because a terminal could interpret them. */
export function printable(value: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are replaced here
  return value.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, (character) => (character === "\n" ? "⏎" : " "));
}
