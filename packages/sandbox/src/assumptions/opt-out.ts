import { DOCUMENTED, UNTIL_SEEN, STRICTER, entry, type Assumption } from "./assumption.js";

/** @internal Opt-out. */
export const OPT_OUT_ASSUMPTIONS: readonly Assumption[] = [
  entry(
    "keyword-match",
    "assumed",
    "kb/keywords",
    "A keyword is a whole word in any case, anywhere in the text. STOP goes before START, START before HELP.",
    { noOption: STRICTER, questions: [23] },
  ),
  entry("keyword-incoming", "assumed", "webhooks", "A text with a keyword raises message.incoming too.", {
    option: "assume.keywordsRaiseIncoming",
    test: "test/engine/opt-out.test.ts",
    questions: [22],
  }),
  entry(
    "optout-1310",
    "documented",
    "kb/keywords",
    "After STOP, messages of this campaign to the recipient fail with 1310 until START.",
    { noOption: DOCUMENTED },
  ),
  entry("optout-send-200", "assumed", "kb/keywords", "Such a send answers 200 and becomes FAILED.", {
    noOption: 'The page says "fail with an error code", which is how deliveries fail.',
    questions: [24],
  }),
  entry(
    "automatic-answers",
    "assumed",
    "kb/keywords",
    "Answers to STOP, START and HELP are OUTBOUND messages in the list; STOP is answered, and raises its event, every time.",
    { noOption: UNTIL_SEEN, questions: [25] },
  ),
  entry(
    "keyword-defaults",
    "assumed",
    "kb/keywords",
    "A campaign begins with the words STOP, START and HELP and no variants. Consent is kept for the campaign as a whole, not for each of its numbers.",
    { noOption: "The documents name no other default words.", questions: [23] },
  ),
];
