/** What {@link detectOptOut} says about a message body. */
export type OptOut = "exact" | "likely" | "no";

// The words of 47 CFR 64.1200(a)(10), each of which counts as an opt-out by itself.
const WORDS: ReadonlySet<string> = new Set(["stop", "quit", "end", "revoke", "cancel", "unsubscribe", "optout"]);

const PHRASES: readonly RegExp[] = [
  / (?:unsubscribe|optout|revoke) /,
  / stop (?:all |any |the |these |those |this |your |with )*(?:text|sms|messag|send|contact|call|alert|notif)/,
  / (?:remove|delete|unlist) (?:me|my number|this number) /,
  / take me off /,
  / (?:do not|dont|don t|never|no longer|quit|no more) (?:\w+ )?(?:text|texts|texting|sms|message|messages|messaging|contact|contacting) /,
  / leave me alone /,
];

/**
 * Says whether a reply asks to get no more messages, by the words of the FCC's rule (47 CFR 64.1200(a)(10)): stop, quit, end, revoke,
 * opt out, cancel, unsubscribe. Case, punctuation and emoji do not matter. This is no legal advice.
 *
 * Sendo handles STOP and the campaign's other keywords itself. Use the result for what your own product has planned for the person.
 *
 * @param body - The message body, such as `message.body` of a `message.incoming` event.
 *
 * @returns `exact`: the body consists of these words only. `likely`: it begins or ends with one, or asks in other words, so a person
 * should read it: "STOP this bill" is likely. `no`: anything else.
 *
 * @example
 * ```ts
 * import { createWebhookReceiver } from "@sendo/core";
 * import { detectOptOut } from "@sendo/core/guard";
 *
 * const receiver = createWebhookReceiver({
 *   on: {
 *     "message.incoming": ({ message }) => {
 *       if (detectOptOut(message.body) !== "no") console.log("opt-out to check:", message.id);
 *     },
 *   },
 * });
 * ```
 */
export function detectOptOut(body: string): OptOut {
  const words = wordsOf(body);
  if (words.length === 0) return "no";
  if (words.every((word) => WORDS.has(word))) return "exact";
  if (WORDS.has(words[0]!) || WORDS.has(words.at(-1)!) || WORDS.has(words.join(""))) return "likely";
  const text = ` ${words.join(" ")} `;
  return PHRASES.some((phrase) => phrase.test(text)) ? "likely" : "no";
}

/** The words of a body in lower case. "Opt out" and "opt-out" are one word. */
function wordsOf(body: string): string[] {
  return body
    .normalize("NFKC")
    .toLowerCase()
    .replace(/\p{Cf}/gu, "")
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .replace(/\bopt(?:ed|ing)? out\b/g, "optout")
    .split(" ")
    .filter((word) => word !== "");
}
