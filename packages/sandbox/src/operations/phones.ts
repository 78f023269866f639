import { badParameter } from "../api/api-error.js";
import { durationMs, toMs, type Duration } from "../time/duration.js";
import { conversations } from "./conversations.js";
import { anyText, duration, optional, text, texts, whole } from "./fields.js";
import { operation } from "./operation.js";
import { printable, table } from "./table.js";

/** Phones: what their owners send, and waiting for what reaches them. A wait that fails is a 408 or 409 with the near misses. */
export const phones = {
  list: operation("phones", "GET /phones", {
    help: "list phones with their latest message",
    run: ({ tenant, account }) => ({ phones: conversations(tenant.messages(), account.optOuts()) }),
    print: (output) =>
      table(
        output.phones.map(({ number, last }) => [number, last.status, last.body]),
        "No phones yet.",
      ),
  }),
  add: operation("phone.add", "POST /phones", {
    help: "a number that this tenant has not used yet",
    run: ({ tenant }) => ({ number: tenant.phone().number }),
  }),
  text: operation("phone.text", "POST /phones/{id}/text", {
    help: 'text from a phone to a running sandbox: text +12065550142 "On my way"',
    input: {
      id: text("<from>"),
      body: anyText("<body>"),
      to: optional(text("--to <number>", "which of your numbers it goes to")),
      mediaUrls: optional(texts("--media <url...>", "URLs of attached media; nothing is fetched")),
    },
    run: ({ tenant }, { id, body, ...options }) => ({ message: tenant.phone(id).text(body, options) }),
    print: ({ message }) => `Received by ${message.to} as message ${message.id}`,
    verbs: [{ words: "text" }],
  }),
  messages: operation("phone.messages", "GET /phones/{id}/messages", {
    help: "what a phone received and sent",
    input: { id: text() },
    run: ({ tenant }, { id }) => ({ messages: tenant.phone(id).messages() }),
  }),
  wait: operation("phone.wait", "POST /phones/{id}/wait", {
    help: "wait for the next message to a phone that matches, and print it; exits with 2 if none arrives",
    input: {
      id: text("--to <number>", "the phone's number"),
      match: text("--match <regex>", "what it has to match", "(?:)"),
      flags: optional(text()),
      timeout: optional(duration("--timeout <duration>", "how long, such as 10s or 2m", "10s")),
    },
    options: {
      print: optional(whole(1, 99)("--print <group>", "print only what this group of the pattern matched, from 1")),
    },
    timeoutMs: ({ timeout }) => patienceMs(timeout),
    run: ({ tenant, signal }, { id, match, flags, timeout }) =>
      tenant.phone(id).waitFor(pattern(match, flags), {
        signal,
        ...(timeout !== undefined && { timeoutMs: toMs("waitFor", "timeout", timeout) }),
      }),
    print({ message, captures }, { print, match }) {
      const captured = print === undefined ? message.body : captures[print - 1];
      // JSON has null for a group that took no part.
      if (captured === undefined || captured === null) throw new Error(`The pattern ${match} has no group ${print}.`);
      return printable(captured);
    },
    verbs: [{ words: "wait" }],
  }),
  expectNothing: operation("phone.expect-nothing", "POST /phones/{id}/expect-nothing", {
    help: "wait until all that was sent has arrived, and fail if a message reaches the phone",
    input: { id: text(), matching: optional(text()), flags: optional(text()), for: optional(duration()) },
    timeoutMs: (input) => patienceMs(input.for),
    async run({ tenant, signal }, { id, matching, flags, ...options }) {
      const only = matching !== undefined && { matching: pattern(matching, flags) };
      await tenant.phone(id).expectNothing({ signal, ...options, ...only });
      return { number: id };
    },
  }),
};

// A client waits 30 seconds longer than the sandbox, for the round trip on a busy machine.
function patienceMs(wait: Duration = 0): number {
  return (durationMs(wait) ?? 0) + 30_000;
}

// Any pattern may be given, a slow one too: a match that takes long is ended.
function pattern(source: string, flags?: string): RegExp {
  try {
    return new RegExp(source, flags);
  } catch {
    throw badParameter("The pattern or its flags are not a JavaScript regular expression.");
  }
}
