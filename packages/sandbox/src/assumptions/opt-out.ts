import { DOCUMENTED, UNTIL_SEEN, entry, type Assumption } from "./assumption.js";

export const OPT_OUT_ASSUMPTIONS: readonly Assumption[] = [
  entry(
    "keyword-match",
    "assumed",
    "kb/keywords",
    "A keyword is a whole word in any letter case, anywhere in the body. STOP takes precedence over START, and START over HELP.",
    {
      noOption: "No single interpretation is the strictest, because different interpretations find different keywords.",
      questions: [23],
    },
  ),
  entry("keyword-incoming", "assumed", "webhooks", "A message that contains a keyword also raises message.incoming.", {
    option: "assume.keywordsRaiseIncoming",
    questions: [22],
  }),
  entry(
    "optout-1310",
    "documented",
    "kb/keywords",
    "After a recipient sends STOP, the campaign's messages to the recipient fail with 1310 until the recipient opts in again.",
    { noOption: DOCUMENTED },
  ),
  entry(
    "optout-send-200",
    "assumed",
    "kb/keywords",
    "Sending to a recipient who opted out returns 200, and the message becomes FAILED.",
    {
      noOption:
        'The page says that messages "fail with an error code". That describes a failed delivery, not a rejected request.',
      questions: [24],
    },
  ),
  entry(
    "optout-moment",
    "assumed",
    "kb/keywords",
    "The sandbox checks consent when it accepts a message, and again when the message leaves CREATED. The message fails if the recipient has opted out at the time of either check.",
    { noOption: UNTIL_SEEN, questions: [24] },
  ),
  entry(
    "automatic-answers",
    "assumed",
    "kb/keywords",
    "Replies to STOP, START and HELP are listed as OUTBOUND messages and are sent regardless of the recipient's consent. Every STOP gets a reply and raises recipient.optout. The replies begin with NETWORK MSG:. They have the same meaning as the documented replies, but different wording.",
    { noOption: "kb/keywords documents the exact wording.", questions: [25] },
  ),
  entry(
    "keyword-defaults",
    "assumed",
    "kb/keywords, campaign/create",
    "A new campaign has the keywords STOP, START, SUBSCRIBE and HELP. SUBSCRIBE is in the campaign/create example. Consent applies to the whole campaign, not to each of its numbers.",
    { noOption: "The documentation lists no other default keywords.", questions: [23] },
  ),
  entry(
    "optin-event",
    "assumed",
    "webhooks",
    "An opt-in raises message.incoming, as any inbound message does (see keyword-incoming). It raises no separate event.",
    { noOption: "Sendo does not document an event type for opt-ins." },
  ),
];
