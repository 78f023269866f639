import { DOCUMENTED, UNTIL_SEEN, entry, type Assumption } from "./assumption.js";

/** @internal Opt-out. */
export const OPT_OUT_ASSUMPTIONS: readonly Assumption[] = [
  entry(
    "keyword-match",
    "assumed",
    "kb/keywords",
    "A keyword is a whole word in any case, anywhere in the body. STOP goes before START, START before HELP.",
    {
      noOption: "No reading is stricter: each takes some message for a keyword that another does not.",
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
    "After STOP, messages of this campaign to the recipient fail with 1310 until the recipient opts in again.",
    { noOption: DOCUMENTED },
  ),
  entry("optout-send-200", "assumed", "kb/keywords", "Such a send returns 200 and becomes FAILED.", {
    noOption: 'The page says "fail with an error code", which is how deliveries fail.',
    questions: [24],
  }),
  entry(
    "optout-moment",
    "assumed",
    "kb/keywords",
    "Consent is checked when a send is accepted, and again when the message leaves CREATED. An opt-out at either moment blocks the message.",
    { noOption: UNTIL_SEEN, questions: [24] },
  ),
  entry(
    "automatic-answers",
    "assumed",
    "kb/keywords",
    "Replies to STOP, START and HELP are OUTBOUND messages in the list, and are sent whatever the recipient's consent. STOP is answered, and raises its event, every time. The replies have the sense of the documented ones and the prefix NETWORK MSG:, not their exact wording.",
    { noOption: "The exact wordings are documented in kb/keywords; read them there.", questions: [25] },
  ),
  entry(
    "keyword-defaults",
    "assumed",
    "kb/keywords, campaign/create",
    "A campaign begins with STOP, START, SUBSCRIBE and HELP; SUBSCRIBE is in the example of campaign/create. Consent holds for the campaign as a whole, not for each of its numbers.",
    { noOption: "The documents name no other default keywords.", questions: [23] },
  ),
  entry(
    "optin-event",
    "assumed",
    "webhooks",
    "An opt-in raises message.incoming, as any message does (keyword-incoming), and no event of its own.",
    { noOption: "No event type for it is documented." },
  ),
];
