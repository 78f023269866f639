// Everything that asks TypeScript about the built declarations. One file, so that the compiler reads each of them once.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { describe, expect, test } from "vitest";
import { findEntryPoints } from "../src/entry-points.js";
import { toModule } from "../src/example-module.js";
import { contextFiles, readPublicComments } from "../src/examples.js";
import { findNamedOptions } from "../src/option-tables.js";
import { findOptionalMembers } from "../src/optional-members.js";
import { PRELUDES } from "../src/preludes.js";
import { findSnippets } from "../src/snippets.js";
import { writeSnippets } from "../src/transpile.js";
import { createTypeWorkspace } from "../src/type-workspace.js";

const workspace = createTypeWorkspace();
workspace.add([...findEntryPoints().map(({ file }) => file), ...contextFiles()]);
const declarations = workspace.program();
const named = findNamedOptions(declarations);
const members = findOptionalMembers(declarations);
const { examples, garbled, ...scope } = readPublicComments(declarations);
const modules = examples.map((example) => toModule(example, scope));

// What somebody writes in an editor, with a mistake at the end.
const EDITOR = fileURLToPath(new URL("../src/in-the-editor.ts", import.meta.url));
const CODE = `
import { createWebhookReceiver, Sendo } from "@sendo/core";

const sendo = new Sendo();
const brand = await sendo.brands.retrieve("q7Rt2mZa");
const campaign = await sendo.campaigns.retrieve("U7fQ39nX");
const message = await sendo.messages.retrieve("c4d8c9d0");
const purchase = await sendo.numbers.buy({ number: "+14155550111", campaignId: "U7fQ39nX" });
const webhooks = await sendo.webhooks.list("U7fQ39nX");
for await (const listed of sendo.messages.list()) listed.body;
createWebhookReceiver({
  on: {
    "message.incoming": (incoming) => incoming.message,
    "message.status": (changed) => changed.message,
    "recipient.optout": (optedOut) => optedOut.message,
  },
});
const wrong: typeof brand = message.status;
`;

const snippets = writeSnippets(
  findSnippets().map((snippet) => ({ ...snippet, code: `${PRELUDES[snippet.name] ?? ""}${snippet.code}` })),
  "generated-snippets",
);
const exampleFiles = writeSnippets(modules, "generated-examples");
workspace.add([...snippets, ...exampleFiles].map(({ file }) => file));
workspace.add([EDITOR], CODE);

test.each(snippets)("$name is type-correct", ({ file }) => {
  expect(workspace.problems(file)).toEqual([]);
});

describe("examples in comments", () => {
  test("are found, of members and of overloads too", () => {
    const names = examples.map(({ name }) => name);
    expect(names).toContain("@sendo/core Sendo");
    expect(names).toContain("@sendo/core Messages.send");
    expect(names).toContain("@sendo/express sendo#2");
  });

  test.each(exampleFiles)("$name is type-correct", ({ file }) => {
    expect(workspace.problems(file)).toEqual([]);
  });

  test("contexts hold what some example needs, and nothing else", () => {
    const offered = [...scope.contexts].flatMap(([folder, names]) => [...names].map((name) => `${folder}/${name}`));
    expect(offered.sort()).toEqual([...new Set(modules.flatMap(({ used }) => used))].sort());
  });

  test("an editor shows links in comments as links", () => {
    expect(garbled).toEqual([]);
  });
});

describe("tables of options", () => {
  test("are found", () => {
    const names = named.map(({ document, option }) => `${document} ${option}`);
    expect(names).toContain("packages/core/README.md deadlineMs");
    expect(names).toContain("docs/fastify.md namespace");
    expect(names).toContain("docs/nestjs.md pingTimeoutMs");
  });

  test("an option that a table names exists", () => {
    expect(named.filter(({ exists }) => !exists)).toEqual([]);
  });
});

describe("optional members", () => {
  /** Core passes these to a store or a transport, so no caller writes them. */
  const PASSED_BY_CORE = ["EndedRequest", "RateLimitReport", "RateLimitState", "TransportRequest"];

  test("are found in every package", () => {
    const names = members.map(({ name }) => name);
    expect(names).toContain("SendoOptions.timeoutMs");
    expect(names).toContain("OutboxWorkOptions.concurrency");
    expect(names).toContain("SendoFastifyOptions.namespace");
  });

  test("accept undefined under exactOptionalPropertyTypes", () => {
    const known = new Set(PASSED_BY_CORE);
    const rejecting = members.filter(({ acceptsUndefined }) => !acceptsUndefined).map(({ name }) => name);
    expect(rejecting.filter((name) => !known.has(name.split(".")[0]!))).toEqual([]);
  });
});

describe("in an editor", () => {
  /** What is shown over the last name in a piece of the code. */
  function hover(piece: string): { text: string; comment: string } {
    const position = CODE.indexOf(piece) + piece.length - 1;
    const { displayParts, documentation } = workspace.service.getQuickInfoAtPosition(EDITOR, position)!;
    return { text: ts.displayPartsToString(displayParts), comment: ts.displayPartsToString(documentation) };
  }

  test("what Sendo answers has a name, and not its shape", () => {
    expect(
      [
        "const brand",
        "const campaign",
        "const message",
        "const purchase",
        "const webhooks",
        "const listed",
        "(incoming",
        "(changed",
        "(optedOut",
      ].map((piece) => hover(piece).text),
    ).toEqual([
      "const brand: Brand",
      "const campaign: Campaign",
      "const message: Message",
      "const purchase: NumberPurchase",
      "const webhooks: readonly Webhook[]",
      "const listed: Message",
      "(parameter) incoming: MessageIncomingEvent",
      "(parameter) changed: MessageStatusEvent",
      "(parameter) optedOut: RecipientOptoutEvent",
    ]);
  });

  test("so it has in the compiler's messages", () => {
    const [problem, ...more] = workspace.problems(EDITOR);
    expect(more).toEqual([]);
    expect(problem).toContain(
      'Type \'OpenEnum<"CREATED" | "QUEUED" | "SCHEDULED" | "SENT" | "DELIVERED" | "READ" | "FAILED" | "EXPIRED"> | undefined\' is not assignable to type \'Brand\'',
    );
  });

  test("its fields have their comments", () => {
    expect(hover("listed.body")).toEqual({
      text: "(property) MessageObject.body: string",
      comment:
        "The message body. Sendo replaces some characters, but does not document whether the replacements are visible here.",
    });
  });

  test("core's declarations need no types of zod", () => {
    const folder = fileURLToPath(new URL("../../../packages/core/dist", import.meta.url));
    const files = readdirSync(folder).filter((name) => /\.d\.c?ts$/.test(name));
    expect(files.filter((name) => /["']zod["']/.test(readFileSync(join(folder, name), "utf8")))).toEqual([]);
    expect(files.length).toBeGreaterThan(5);
  });
});
