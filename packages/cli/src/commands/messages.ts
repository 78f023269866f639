import type { Message, MessageListQuery } from "@sendo/core";
import { EXIT } from "../errors/exit-codes.js";
import { facts, rows } from "../output/rows.js";
import { command } from "../table/command.js";
import { flag, oneOf, optional, phone, string, whole } from "../table/field.js";
import { take } from "./take.js";

const showNumbers = flag("--show-numbers", "show complete phone numbers instead of masked ones");

export const messages = command("messages", {
  help: "list a campaign's messages",
  notes: [
    "The API has no date filter, and Sendo does not document the order in which it lists messages. Messages are shown in the order in which Sendo returns them.",
  ],
  input: {
    campaign: optional(string("--campaign <id>", "campaign whose messages are listed; default: SENDO_CAMPAIGN")),
    direction: optional(oneOf(["INBOUND", "OUTBOUND"])("--direction <direction>", "only messages in this direction")),
    number: optional(phone("--number <number>", "only messages to or from this number")),
    limit: whole(1, 100_000)("--limit <count>", "maximum number of messages", 20),
    showNumbers,
  },
  examples: ["sendo messages --direction INBOUND", "sendo messages --number +12065550142 --limit 5 --json"],
  run: async ({ client, signal }, { campaign, direction, number, limit, showNumbers: whole }) => {
    const sendo = await client();
    const query: MessageListQuery = { campaign, direction, number };
    const found = await shown(await take(sendo.messages.list(query, { signal }), limit), whole);
    const cells = found.map((each) => [
      each.createdAt,
      each.direction,
      each.from,
      each.to,
      each.status,
      each.id,
      each.body,
    ]);
    const heading = ["CREATED", "DIRECTION", "FROM", "TO", "STATUS", "ID", "BODY"];
    return { output: { messages: found }, lines: rows(heading, cells, "No messages.") };
  },
});

export const message = command("message", {
  help: "show one message",
  input: { id: string("<id>", "message id"), showNumbers },
  examples: ["sendo message 0b6c1f52-6d0e-4a57-9c1c-2f7a90b3d4e1"],
  run: async ({ client, signal }, { id, showNumbers: whole }) => {
    const sendo = await client();
    const [found] = await shown([await sendo.messages.retrieve(id, { signal })], whole);
    return { output: { message: found }, lines: factsOf(found!) };
  },
});

export const wait = command("wait", {
  help: "wait until a message reaches the requested status or any final status",
  notes: ["Some messages, especially MMS, stay `SENT` even though they have arrived."],
  input: {
    id: string("<id>", "message id"),
    until: oneOf(["SENT", "DELIVERED", "READ"])("--until <status>", "status to wait for", "DELIVERED"),
    timeout: whole(1, 86_400)("--timeout <seconds>", "maximum time to wait, in seconds", 60),
    showNumbers,
  },
  examples: ["sendo wait 0b6c1f52-6d0e-4a57-9c1c-2f7a90b3d4e1 --until SENT --timeout 10"],
  run: async ({ client, signal }, { id, until, timeout, showNumbers: whole }) => {
    const sendo = await client();
    const [found] = await shown(
      [await sendo.messages.waitFor(id, { until, deadlineMs: timeout * 1000, signal })],
      whole,
    );
    const hasFailed = found!.status === "FAILED" || found!.status === "EXPIRED";
    return {
      output: { message: found },
      lines: factsOf(found!),
      ...(hasFailed && { exitCode: EXIT.absent }),
    };
  },
});

async function shown(found: readonly Message[], whole: boolean): Promise<readonly Message[]> {
  if (whole) return found;
  const { hideNumbers } = await import("../output/hide-numbers.js");
  return hideNumbers(found);
}

function factsOf({ id, status, direction, from, to, body, createdAt, updatedAt, reference, ...more }: Message): string {
  const { numSegments: segments, errorCode, errorMessage, campaignId: campaign } = more;
  return facts({
    ...{ id, status, errorCode, errorMessage, direction, from, to, body, segments, campaign },
    ...{ reference, created: createdAt, updated: updatedAt },
  });
}
