/** Result of {@link detectOptOut}. */
export type OptOut = "exact" | "likely" | "no";

// The words listed in 47 CFR 64.1200(a)(10). A reply with only one of these words counts as an opt-out.
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
 * Detects whether a reply asks you to stop sending messages. It uses the words in the FCC's rule (47 CFR 64.1200(a)(10)): stop,
 * quit, end, revoke, opt out, cancel, unsubscribe. Case, punctuation and emoji are ignored. This is not legal advice.
 *
 * Sendo itself handles STOP and the campaign's other keywords. Use the result to handle the opt-out in your own product.
 *
 * @param body - The message body, such as `message.body` in a `message.incoming` event.
 *
 * @returns `exact`: the body consists only of these words. `likely`: the body begins or ends with one of these words,
 * or uses other words to ask you to stop. A person should read these replies, because "STOP this bill" also counts as `likely`.
 * `no`: anything else.
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
  const sentence = ` ${words.join(" ")} `;
  return PHRASES.some((phrase) => phrase.test(sentence)) ? "likely" : "no";
}

/** A body's words in lower case. "Opt out" and "opt-out" are both returned as `optout`. */
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
