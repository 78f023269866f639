import type { Command } from "commander";
import { controlVerb } from "./control-verb.js";
import { printable } from "./table.js";

interface SendFlags {
  readonly from?: string;
  readonly campaign?: string;
}

interface SendResponse {
  readonly httpStatus?: number;
  readonly errorCode?: string;
  readonly answer?: string;
}

/** `send`: acts as the app. */
export function sendCommand(): Command {
  return controlVerb<SendFlags, SendResponse>({
    usage: "send <to> <body>",
    description: "send a text through the API as an app does, with every fault that is on",
    method: "POST",
    path: "/send",
    flags: (command) =>
      command
        .option("--from <number>", "another number of yours")
        .option("--campaign <id>", "another campaign than the approved one"),
    request: ([to, body], { from, campaign }) => ({ body: { to, body, from, campaign }, timeoutMs: 30_000 }),
    print: ({ httpStatus, errorCode, answer = "" }) => printable(`${httpStatus ?? errorCode} ${answer}`.trim()),
  });
}
