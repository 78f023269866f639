import { DOCUMENTED, UNTIL_SEEN, entry, type Assumption } from "./assumption.js";

export const OPT_OUT_ASSUMPTIONS: readonly Assumption[] = [
  entry(
    "keyword-match",
    "assumed",
    "kb/keywords",
    "A keyword is a whole word in any letter case, anywhere in the body. STOP takes precedence over START, and START over HELP.",
    {
      noOption:
        "No single interpretation is the strictest. For each interpretation, there is a message in which it finds a keyword but another interpretation does not.",
      questions: [23],
    },
  ),
  entry("keyword-incoming", "assumed", "webhooks", "A message with a keyword raises message.incoming too.", {
    option: "assume.keywordsRaiseIncoming",
    questions: [22],
  }),
  entry(
    "optout-1310",
    "documented",
    "kb/keywords",
    "After STOP, messages from this campaign to the recipient fail with 1310 until the recipient opts in again.",
    { noOption: DOCUMENTED },
  ),
  entry(
    "optout-send-200",
    "assumed",
    "kb/keywords",
    "A send to a recipient who opted out returns 200, and the message becomes FAILED.",
    {
      noOption: 'The page says that messages "fail with an error code", which is how deliveries fail.',
      questions: [24],
    },
  ),
  entry(
    "optout-moment",
    "assumed",
    "kb/keywords",
    "The sandbox checks consent when it accepts a send, and again when the message leaves CREATED. An opt-out before either check blocks the message.",
    { noOption: UNTIL_SEEN, questions: [24] },
  ),
  entry(
    "automatic-answers",
    "assumed",
    "kb/keywords",
    "Replies to STOP, START and HELP are listed as OUTBOUND messages and are sent regardless of the recipient's consent. Every STOP gets a reply and raises its event. The replies mean the same as the documented replies and have the prefix NETWORK MSG:, but the exact wording differs.",
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
    { noOption: "No event type for an opt-in is documented." },
  ),
];
