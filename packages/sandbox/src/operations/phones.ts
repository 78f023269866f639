import { badParameter } from "../api/api-error.js";
import { durationMs, toMs, type Duration } from "../time/duration.js";
import { conversations } from "./conversations.js";
import { anyString, duration, optional, string, strings, whole } from "./fields.js";
import { operation } from "./operation.js";
import { printable, table } from "./table.js";

/** If a wait fails, the response is 408 or 409 and lists the messages that arrived. */
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
    help: "create a phone with a number that this tenant has not used yet",
    run: ({ tenant }) => ({ number: tenant.phone().number }),
  }),
  text: operation("phone.text", "POST /phones/{id}/text", {
    help: 'send a message from a phone, for example: text +12065550142 "On my way"',
    input: {
      id: string("<from>"),
      body: anyString("<body>"),
      to: optional(string("--to <number>", "which of your numbers receives the message")),
      mediaUrls: optional(strings("--media <url...>", "URLs of attached media; the sandbox does not fetch them")),
    },
    run: ({ tenant }, { id, body, ...options }) => ({ message: tenant.phone(id).text(body, options) }),
    print: ({ message }) => `Received by ${message.to} as message ${message.id}`,
    verbs: [{ words: "text" }],
  }),
  messages: operation("phone.messages", "GET /phones/{id}/messages", {
    help: "list the messages that a phone received and sent",
    input: { id: string() },
    run: ({ tenant }, { id }) => ({ messages: tenant.phone(id).messages() }),
  }),
  wait: operation("phone.wait", "POST /phones/{id}/wait", {
    help: "wait for the next matching message to a phone and print it; exit with code 2 if none arrives",
    input: {
      id: string("--to <number>", "phone number"),
      match: string("--match <regex>", "regular expression that the message must match", "(?:)"),
      flags: optional(string()),
      timeout: optional(duration("--timeout <duration>", "maximum wait, such as 10s or 2m", "10s")),
    },
    options: {
      print: optional(
        whole(1, 99)("--print <group>", "print only the capture group with this number (the first is 1)"),
      ),
    },
    timeoutMs: ({ timeout }) => patienceMs(timeout),
    run: ({ tenant, signal }, { id, match, flags, timeout }) =>
      tenant.phone(id).waitFor(pattern(match, flags), {
        signal,
        ...(timeout !== undefined && { timeoutMs: toMs("waitFor", "timeout", timeout) }),
      }),
    print({ message, captures }, { print, match }) {
      const captured = print === undefined ? message.body : captures[print - 1];
      // In JSON, a capture group that did not match is `null`, not `undefined`.
      if (captured === undefined || captured === null) throw new Error(`The pattern ${match} has no group ${print}.`);
      return printable(captured);
    },
    verbs: [{ words: "wait" }],
  }),
  expectNothing: operation("phone.expect-nothing", "POST /phones/{id}/expect-nothing", {
    help: "wait until every sent message has arrived, and fail if the phone received an unexpected message",
    input: { id: string(), matching: optional(string()), flags: optional(string()), for: optional(duration()) },
    timeoutMs: (input) => patienceMs(input.for),
    async run({ tenant, signal }, { id, matching, flags, ...options }) {
      const only = matching !== undefined && { matching: pattern(matching, flags) };
      await tenant.phone(id).expectNothing({ signal, ...options, ...only });
      return { number: id };
    },
  }),
};

// A client waits 30 seconds longer than the sandbox does, to allow for a slow round trip on a busy machine.
function patienceMs(wait: Duration = 0): number {
  return (durationMs(wait) ?? 0) + 30_000;
}

// The sandbox accepts any pattern, but aborts a match that takes too long.
function pattern(source: string, flags?: string): RegExp {
  try {
    return new RegExp(source, flags);
  } catch {
    throw badParameter("The pattern and its flags do not form a valid JavaScript regular expression.");
  }
}
