import { mkdirSync, writeFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { fileURLToPath } from "node:url";

/** The middle value, or the mean of the two middle ones. */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Median with the range over the rounds. */
export function spread(values, digits = 0) {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  return `${median(values).toFixed(digits)} (${least.toFixed(digits)} to ${most.toFixed(digits)})`;
}

/** A markdown table in prettier's layout, so that results need no formatting afterwards. */
export function table(head, rows) {
  const cells = [head, ...rows].map((row) => row.map(String));
  const widths = head.map((_, column) => Math.max(3, ...cells.map((row) => row[column].length)));
  const line = (row) => `| ${row.map((cell, column) => cell.padEnd(widths[column])).join(" | ")} |`;
  return [
    line(cells[0]),
    `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`,
    ...cells.slice(1).map(line),
  ].join("\n");
}

const load = () => loadavg()[0].toFixed(1);
const loadAtStart = load();
const startedAt = new Date();

/**
 * Prints a report and keeps it in `results/`. Every report says by which command, with which Node, when and on how busy a
 * machine it was made: a figure without these cannot be checked by anybody.
 */
export function publish(name, title, parts) {
  const seconds = ((Date.now() - startedAt.getTime()) / 1000).toFixed(0);
  const origin = [
    `- Command: \`${["node", `src/${name}.mjs`, ...process.argv.slice(2)].join(" ")}\` in \`apps/bench\``,
    `- Node ${process.versions.node}, OpenSSL ${process.versions.openssl}, ${process.platform} ${process.arch}, ${cpus().length} cores`,
    `- Started ${startedAt.toISOString()}, took ${seconds} s; load average ${loadAtStart} at the start, ${load()} at the end`,
  ].join("\n");
  const page = `${[`# ${title}`, origin, ...parts].join("\n\n")}\n`;
  const folder = new URL("../results/", import.meta.url);
  mkdirSync(folder, { recursive: true });
  writeFileSync(fileURLToPath(new URL(`${name}.md`, folder)), page);
  console.log(page);
}
