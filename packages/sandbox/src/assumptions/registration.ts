import { DOCUMENTED, UNTIL_SEEN, entry, type Assumption } from "./assumption.js";

/** @internal Registration. */
export const REGISTRATION_ASSUMPTIONS: readonly Assumption[] = [
  entry("create-200", "documented", "introduction", "Creates answer 200.", { noOption: DOCUMENTED, questions: [6] }),
  entry("reseller", "assumed", "brand/create", "Every tenant may create brands, as a reseller may.", {
    noOption: UNTIL_SEEN,
  }),
  entry(
    "required-fields",
    "assumed",
    "brand/create, campaign/create",
    "All fields but displayName of a brand, and screenshotUrl, sample3 to sample5 and isLowVolume of a campaign, are required, and checked for their form.",
    {
      noOption:
        "It asks for more fields than the documents mark as required. isLowVolume, whose flag could not be read either, may be left out here; the checks of form are ours.",
      questions: [27],
    },
  ),
  entry(
    "display-name",
    "assumed",
    "brand/create",
    "A brand without displayName shows its entityName there. A new brand is not vetted and has no trustScore.",
    { noOption: UNTIL_SEEN },
  ),
  entry(
    "first-status",
    "assumed",
    "brand/create, campaign/create",
    "A new brand is VERIFIED. A new campaign is PENDING (the example shows ACTIVE, the text a review of 2 to 5 business days) until it is approved by hand, or by the clock.",
    { option: "review", test: "test/engine/review.test.ts", questions: [26] },
  ),
  entry(
    "rejected-campaign",
    "assumed",
    "campaign/create",
    "A rejected campaign goes on showing PENDING; the control API tells of the rejection and its reason.",
    { noOption: "The name of the status could not be read, and names are never invented in answers.", questions: [26] },
  ),
  entry(
    "usecase",
    "assumed",
    "campaign/create",
    "usecase is one of the ten names; MIXED, which the documents show in answers only, is refused.",
    {
      noOption: "It is the reading of the field's text and of every response; the generated curl shows an object.",
      questions: [27],
    },
  ),
  entry(
    "null-limits",
    "assumed",
    "campaign/create",
    "Before approval monthlyFee is null, and so is each of the limits.",
    { noOption: UNTIL_SEEN },
  ),
  entry(
    "no-balance",
    "assumed",
    "campaign/create, number/buy",
    "There is no balance: nothing is charged, and nothing fails for want of money.",
    { noOption: "No endpoint shows a balance, and its failure is not known.", questions: [28] },
  ),
  entry(
    "number-buy",
    "assumed",
    "number/buy",
    "An approved campaign counts as fully provisioned, with or without numbers. A number that the tenant has already, a toll-free and a foreign one answer 400.",
    { noOption: UNTIL_SEEN, questions: [29, 30] },
  ),
  entry(
    "number-pending",
    "assumed",
    "number/buy, kb/numbers",
    "A bought number answers PENDING and becomes active at once, or by hand, or by the clock; nothing can be sent from it before, which answers 400.",
    { option: "review", test: "test/engine/review.test.ts", questions: [29] },
  ),
  entry(
    "kept",
    "assumed",
    "none",
    "The sandbox keeps 10,000 messages, deliveries and events, 50,000 requests and 100,000 opt-outs, the oldest go first; 1,000 brands, campaigns, webhooks and numbers of a campaign, more answer 400.",
    { noOption: "Sendo's own bounds are not known; these keep a test from eating the machine." },
  ),
  entry(
    "webhook-object",
    "assumed",
    "campaign/create-webhook",
    "A webhook without a name has no name field; one for all numbers has an empty list. Its URL may be http, since apps on this machine rarely have a certificate. Lists are newest first.",
    { noOption: UNTIL_SEEN, questions: [21] },
  ),
];
