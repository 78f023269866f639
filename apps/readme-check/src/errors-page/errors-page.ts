import { readFileSync } from "node:fs";
import { join } from "node:path";
import { SendoOutboxError } from "@sendo/bullmq";
import { errorReply } from "@sendo/core/adapter";
import { format, resolveConfig } from "prettier";
import ts from "typescript";
import { ERROR_MESSAGES, type SendoErrorCode } from "../../../../packages/core/src/errors/error-codes.js";
import { ROOT } from "../snippets.js";
import { classOf, playErrors, type ErrorFacts } from "./error-facts.js";

export const ERRORS_PAGE = join(ROOT, "docs/errors.md");

const INTRO = `# Error codes

Every error from this library has a \`code\`, which stays the same across versions, and a message that says what to do. Error messages
never contain an API key, phone number or message body. This page is generated from the code.

- **Outcome** is \`error.outcome\`, which says what happened to the write. \`rejected\` and \`not-sent\` mean that no message was sent. \`unknown\` means that the
  message may have been sent. [Look up the message](guarantees.md) instead of sending it again. Errors from reads, configuration and webhooks have no outcome.
- **Sendo's status** is \`error.httpStatus\`, the HTTP status of Sendo's response. Without a response, it is \`undefined\`.
- **Your reply** is the status that your app returns if the adapter's error handler handles the error. The error handler uses \`errorReply\` from
  \`@sendo/core/adapter\`. Your app's clients never see Sendo's own status or error string. For webhook errors, this column shows the status of the response to Sendo.

\`\`\`ts
import { isOutcomeUnknown, isSendoError, Sendo } from "@sendo/core";

const sendo = new Sendo();
try {
  await sendo.messages.send({ to: "+12065550142", body: "Your table is ready" });
} catch (error) {
  if (!isSendoError(error)) throw error;
  if (isOutcomeUnknown(error)) console.log("may have been sent; look for", error.reference);
  else console.log(error.code, error.outcome, error.retryable);
}
\`\`\``;

/** Which codes stand together, by a pattern of their names. The first that matches counts. */
const GROUPS: readonly (readonly [heading: string, pattern: RegExp])[] = [
  ["Configuration", /^config_/],
  ["Guard", /^guard_/],
  ["Idempotency keys", /^idempotency_/],
  ["Webhooks", /^webhook_/],
  [
    "Responses of Sendo",
    /^(bad_request|unauthorized|api_key_invalid|forbidden_by_proxy|not_found|request_rejected|unexpected_status|unreadable_response|rate_limited|server_error)$/,
  ],
  ["Without a response", /./],
];
const ORDER = [4, 5, 2, 1, 0, 3].map((index) => GROUPS[index]![0]);

/** `docs/errors.md`, made from the tables of messages, the classifier and the receiver. */
export async function errorsPage(): Promise<string> {
  const facts = await playErrors();
  const rows = new Map<string, string[][]>();
  for (const [code, message] of Object.entries(ERROR_MESSAGES)) {
    const [heading] = GROUPS.find(([, pattern]) => pattern.test(code))!;
    rows.set(heading, [...(rows.get(heading) ?? []), coreRow(code as SendoErrorCode, message, facts.get(code))]);
  }
  const parts = [
    INTRO,
    ...ORDER.flatMap((heading) => [`## ${heading}`, table(HEADS, rows.get(heading)!)]),
    "## Outbox (`@sendo/bullmq`)",
    "These codes appear on a `SendoOutboxError` or on a message in the outbox (`message.code`).",
    table(HEADS, outboxRows()),
    "## Sandbox (`@sendo/sandbox`)",
    "The sandbox's own functions throw a `SandboxError` when they fail. This error never represents a response from the simulated API, so it has no outcome.",
    table(["code", "meaning"], sandboxRows()),
    "## Command line (`@sendo/cli`)",
    "Codes specific to the command line begin with `cli_`, and their messages say what to do. All other codes are listed above. [Exit codes](cli.md#exit-codes)",
  ];
  return format(parts.join("\n\n"), { ...(await resolveConfig(ERRORS_PAGE)), filepath: ERRORS_PAGE });
}

const HEADS = ["code, class", "outcome", "Sendo's status", "your reply", "what happened, and what to do"];

function coreRow(code: SendoErrorCode, message: string, facts: ErrorFacts | undefined): string[] {
  // No call and no delivery leads to an error of the configuration, so an app that starts does not see it.
  if (facts === undefined && !code.startsWith("config_")) throw new Error(`error-facts.ts does not play ${code}`);
  const replies = [...(facts?.replies ?? [])];
  return [
    codeCell(code, classOf(code)),
    replies.map(([outcome]) => outcome).join(", ") || "none",
    statuses([...(facts?.sendoStatuses ?? [])]),
    [...new Set(replies.map(([, status]) => status))].join(", "),
    message,
  ];
}

function codeCell(code: string, className: string): string {
  return `<a id="${code}"></a>\`${code}\`<br>\`${className}\``;
}

/** Whole hundreds as `2XX`, most of a hundred as "other 4XX". */
function statuses(all: readonly number[]): string {
  const hundreds = new Map<string, number[]>();
  for (const status of all) {
    const hundred = `${Math.floor(status / 100)}XX`;
    hundreds.set(hundred, [...(hundreds.get(hundred) ?? []), status]);
  }
  return [...hundreds]
    .map(([hundred, each]) => (each.length === 100 ? hundred : each.length > 50 ? `other ${hundred}` : each.join(", ")))
    .join(", ");
}

function outboxRows(): string[][] {
  const messages = stringTable("packages/bullmq/src/outbox-error.ts", "MESSAGES");
  return Object.entries(messages).map(([code, message]) => {
    const error = Reflect.construct(SendoOutboxError, [code]) as SendoOutboxError;
    return [codeCell(code, error.name), error.outcome!, "", String(errorReply(error)!.httpStatus), message];
  });
}

/** The codes of the sandbox, from the list in the comment of their type. */
function sandboxRows(): string[][] {
  const source = readFileSync(join(ROOT, "packages/sandbox/src/errors/sandbox-error.ts"), "utf8");
  const comment = /^\/\*\*([\s\S]*?)\*\/\nexport type SandboxErrorCode/m.exec(source)![1]!;
  const rows = [...comment.matchAll(/^ \* - `(\w+)`: (.+)$/gm)].map(([, code = "", meaning = ""]) => [
    `<a id="${code}"></a>\`${code}\``,
    meaning[0]!.toUpperCase() + meaning.slice(1),
  ]);
  const declared = [...source.matchAll(/^ {2}\| "(\w+)"/gm)].map(([, code]) => code);
  if (rows.length === 0 || rows.length !== declared.length) throw new Error("SandboxErrorCode and its comment differ");
  return rows;
}

/** The strings of a constant object in a source file, by name. */
function stringTable(file: string, name: string): Record<string, string> {
  const source = ts.createSourceFile(file, readFileSync(join(ROOT, file), "utf8"), ts.ScriptTarget.Latest, true);
  const found: Record<string, string> = {};
  const visit = (node: ts.Node): void => {
    if (!ts.isVariableDeclaration(node) || node.name.getText() !== name) return ts.forEachChild(node, visit);
    let table: ts.Node = node.initializer!;
    while (ts.isAsExpression(table) || ts.isSatisfiesExpression(table)) table = table.expression;
    for (const property of (table as ts.ObjectLiteralExpression).properties) {
      if (ts.isPropertyAssignment(property)) found[property.name.getText()] = stringOf(property.initializer);
    }
  };
  visit(source);
  if (Object.keys(found).length === 0) throw new Error(`${file} has no table ${name}`);
  return found;
}

function stringOf(node: ts.Expression): string {
  if (ts.isBinaryExpression(node)) return stringOf(node.left) + stringOf(node.right);
  if (ts.isStringLiteralLike(node)) return node.text;
  throw new Error(`not a constant string: ${node.getText()}`);
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(" | ")} |`;
  return [line(heads), line(heads.map(() => "---")), ...rows.map(line)].join("\n");
}

function cell(content: string): string {
  return content.replaceAll("|", "\\|").replace(/<(?!\/?(a|br)\b)/g, "\\<");
}
