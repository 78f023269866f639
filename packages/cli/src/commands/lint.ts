import { readFileSync } from "node:fs";
import type { LintFinding } from "@sendo/core/guard";
import { CliError, codeOf } from "../errors/cli-error.js";
import { EXIT } from "../errors/exit-codes.js";
import { facts, printable } from "../output/rows.js";
import { command } from "../table/command.js";
import type { Terminal } from "../output/terminal.js";
import { flag, optional, string } from "../table/field.js";

export const lint = command("lint", {
  help: "check a message body for anything that raises its cost or triggers carrier filtering",
  notes: [
    "The command does not need an API key, and it does not send anything. It exits with code 1 if it finds a problem. Carriers can still filter a message whose body passes the command's checks.",
  ],
  input: {
    file: optional(string("[file]", "file with the message body; default: stdin")),
    brand: optional(string("--brand <name>", "brand name that the body must contain")),
    media: flag("--media", "the message has media, which makes it an MMS"),
  },
  examples: ["sendo lint body.txt --brand Acme", 'echo "Your table is ready" | sendo lint'],
  run: async ({ terminal }, { file, brand, media }) => {
    const body = await readBody(terminal, file);
    const { lintMessage } = await import("@sendo/core/guard");
    const { findings, cost } = lintMessage(body, { hasMedia: media, ...(brand !== undefined && { brand }) });
    const { segments, encoding } = cost;
    return {
      output: { segments, encoding, findings },
      lines: [facts({ segments, encoding }), ...findings.map(findingLine)].join("\n"),
      exitCode: findings.length === 0 ? EXIT.done : EXIT.failed,
    };
  },
});

async function readBody(terminal: Terminal, file: string | undefined): Promise<string> {
  const body = (file === undefined ? await terminal.readInput() : readFile(file))?.replace(/\r?\n$/, "");
  if (body !== undefined && body !== "") return body;
  throw new CliError("cli_usage", "There is no message body. Pass a file, or pipe the body to stdin.");
}

function readFile(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new CliError("cli_usage", `The file could not be read (${codeOf(error)}). Check its path.`);
  }
}

/** Formats a finding in human-readable form. */
export function findingLine(finding: LintFinding): string {
  const where = finding.code === "brand_missing" ? "" : ` (at ${finding.position})`;
  const what =
    finding.code === "link_shortener"
      ? ` ${finding.host}`
      : finding.code === "ucs2_character"
        ? ` ${finding.codePoint}`
        : "";
  return printable(`${finding.code}${what}${where}: ${finding.message}`);
}
