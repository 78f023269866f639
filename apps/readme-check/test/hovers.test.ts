import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { expect, test, vi } from "vitest";
import { OPTIONS } from "../src/compile.js";

// What somebody writes in an editor, with a mistake at the end.
const FILE = fileURLToPath(new URL("../src/in-the-editor.ts", import.meta.url));
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

vi.setConfig({ testTimeout: 60_000 }); // the first question makes the program

const host: ts.LanguageServiceHost = {
  getCompilationSettings: () => OPTIONS,
  getScriptFileNames: () => [FILE],
  getScriptVersion: () => "1",
  getScriptSnapshot(path) {
    const text = path === FILE ? CODE : ts.sys.readFile(path);
    return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
  },
  getCurrentDirectory: () => fileURLToPath(new URL("..", import.meta.url)),
  getDefaultLibFileName: ts.getDefaultLibFilePath,
  fileExists: (path) => path === FILE || ts.sys.fileExists(path),
  readFile: (path) => (path === FILE ? CODE : ts.sys.readFile(path)),
};
const service = ts.createLanguageService(host);

/** What is shown over the last name in a piece of the code. */
function hover(piece: string): { text: string; comment: string } {
  const position = CODE.indexOf(piece) + piece.length - 1;
  const { displayParts, documentation } = service.getQuickInfoAtPosition(FILE, position)!;
  return { text: ts.displayPartsToString(displayParts), comment: ts.displayPartsToString(documentation) };
}

test("what Sendo answers has a name in an editor, and not its shape", () => {
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
  const [problem, ...more] = service.getSemanticDiagnostics(FILE);
  expect(more).toEqual([]);
  expect(ts.flattenDiagnosticMessageText(problem!.messageText, "\n")).toContain(
    'Type \'OpenEnum<"CREATED" | "QUEUED" | "SCHEDULED" | "SENT" | "DELIVERED" | "READ" | "FAILED" | "EXPIRED"> | undefined\' is not assignable to type \'Brand\'',
  );
});

test("core's declarations need no types of zod", () => {
  const folder = fileURLToPath(new URL("../../../packages/core/dist", import.meta.url));
  const declarations = readdirSync(folder).filter((name) => /\.d\.c?ts$/.test(name));
  expect(declarations.filter((name) => /["']zod["']/.test(readFileSync(join(folder, name), "utf8")))).toEqual([]);
  expect(declarations.length).toBeGreaterThan(5);
});

test("its fields have their comments", () => {
  expect(hover("listed.body")).toEqual({
    text: "(property) MessageObject.body: string",
    comment:
      "The message body. Sendo replaces some characters, but does not document whether the replacements are visible here.",
  });
});
