import type { Command } from "commander";
import { controlVerb } from "./control-verb.js";

interface TextFlags {
  readonly to?: string;
  readonly media?: readonly string[];
}

/** `text`: acts as somebody's phone. */
export function textCommand(): Command {
  return controlVerb<TextFlags, { message: { id: string; to: string } }>({
    usage: "text <from> <body>",
    description: 'send a text from a phone to a running sandbox: text +12065550142 "On my way"',
    method: "POST",
    path: "/phones/{id}/text",
    flags: (command) =>
      command
        .option("--to <number>", "which of your numbers it goes to")
        .option("--media <url...>", "URLs of attached media; nothing is fetched"),
    request: ([from, body], { to, media }) => ({ id: from!, body: { body, to, mediaUrls: media } }),
    print: ({ message }) => `Received by ${message.to} as message ${message.id}`,
  });
}
