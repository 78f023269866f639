type Cell = string | number | boolean | null | undefined;

/** Rows as aligned columns, and `empty` where there are none. What strangers wrote is shown without control characters. */
export function table(rows: readonly (readonly Cell[])[], empty: string): string {
  if (rows.length === 0) return empty;
  const cells = rows.map((row) => row.map((cell) => printable(String(cell ?? ""))));
  const widths = cells[0]!.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  return cells
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/** Text that cannot steer a terminal. */
export function printable(text: string): string {
  // eslint-disable-next-line no-control-regex -- these are what is looked for
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, (character) => (character === "\n" ? "⏎" : " "));
}
