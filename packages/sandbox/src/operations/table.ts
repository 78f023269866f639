type Cell = string | number | boolean | null | undefined;

/**
 * Formats rows as aligned columns. Returns `empty` if there are no rows. Control characters are removed, because cells
 * can contain untrusted input.
 */
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

/** Replaces control characters, which could otherwise manipulate the terminal. */
export function printable(value: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are replaced here
  return value.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, (character) => (character === "\n" ? "⏎" : " "));
}
