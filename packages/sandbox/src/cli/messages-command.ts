import type { Command } from "commander";
import type { SandboxMessage } from "../engine/message-record.js";
import { controlVerb } from "./control-verb.js";
import { group } from "./group.js";
import { table } from "./table.js";

interface MessageFlags {
  readonly number?: string;
  readonly q?: string;
  readonly status?: string;
  readonly limit: string;
}

interface MessageView {
  readonly message: SandboxMessage;
  readonly timeline?: readonly (Readonly<Record<string, unknown>> & { readonly at: string; readonly kind: string })[];
}

interface PhoneView {
  readonly number: string;
  readonly last?: SandboxMessage;
}

/** `messages`: what was sent and received. */
export function messagesCommand(): Command {
  return controlVerb<MessageFlags, { messages: readonly SandboxMessage[] }>({
    usage: "messages",
    description: "list texts in both directions, the latest last",
    method: "GET",
    path: "/messages",
    flags: (command) =>
      command
        .option("--number <number>", "only those from or to this number")
        .option("--q <text>", "only those with this in id, number or text")
        .option("--status <status>", "only these, such as FAILED")
        .option("--limit <count>", "how many, 1 to 999999", "20"),
    request: (_, { number, q, status, limit }) => ({ query: { number, q, status, limit } }),
    print: ({ messages }, { number, q, status }) =>
      messageTable(messages, (number ?? q ?? status) ? "No text matches." : undefined),
  });
}

/** Texts as lines: when, who to whom, what became of it, what it says. */
export function messageTable(messages: readonly SandboxMessage[], empty = "No texts yet."): string {
  return table(
    messages.map(({ id, createdAt, from, to, status, errorCode, body }) => {
      const state = errorCode === undefined ? status : `${status} ${errorCode}`;
      return [createdAt.slice(11, 19), `${from} > ${to}`, state, id, body];
    }),
    empty,
  );
}

/** `message`: one text and what became of it; `status` forces what happens next. */
export function messageCommand(): Command {
  return group(
    "message",
    "one text",
    controlVerb<object, MessageView>({
      usage: "show <id>",
      description: "show a text with what happened to it, and when",
      method: "GET",
      path: "/messages/{id}",
      request: ([id]) => ({ id: id! }),
      print: showMessage,
    }),
    controlVerb<{ code?: string }, MessageView>({
      usage: "status <id> <status>",
      description: "force a status, such as FAILED with --code 1330",
      method: "POST",
      path: "/messages/{id}/status",
      flags: (command) => command.option("--code <code>", "failure code"),
      request: ([id, status], { code }) => ({
        id: id!,
        body: { status, errorCode: code === undefined ? undefined : Number(code) },
      }),
      print: showMessage,
    }),
  );
}

/** `phones`: who wrote or was written to. */
export function phonesCommand(): Command {
  return controlVerb<object, { phones: readonly PhoneView[] }>({
    usage: "phones",
    description: "list phones with their latest text",
    method: "GET",
    path: "/phones",
    print: ({ phones }) =>
      table(
        phones.map(({ number, last }) => [number, last?.status, last?.body]),
        "No phones yet.",
      ),
  });
}

function showMessage({ message, timeline = [] }: MessageView): string {
  const rows = timeline.map(({ at, kind, ...rest }) => [at, kind, JSON.stringify(rest)]);
  return [messageTable([message]), ...(rows.length > 0 ? [table(rows, "")] : [])].join("\n");
}
