import { DOCUMENTED, UNTIL_SEEN, entry, type Assumption } from "./assumption.js";

/** @internal Registration. */
export const REGISTRATION_ASSUMPTIONS: readonly Assumption[] = [
  entry("create-200", "documented", "introduction", "Creates return 200.", { noOption: DOCUMENTED, questions: [6] }),
  entry("reseller", "assumed", "brand/create", "Every tenant may create brands, as a reseller may.", {
    noOption: UNTIL_SEEN,
  }),
  entry(
    "required-fields",
    "assumed",
    "brand/create, campaign/create",
    "All fields but displayName of a brand, and screenshotUrl, sample3 to sample5 and isLowVolume of a campaign, are required, and checked for their form. isLowVolume is not shown again.",
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
    "A new brand is VERIFIED. A new campaign is PENDING (the example shows ACTIVE, the page a review of 2 to 5 business days) until it is approved by hand, or by the clock.",
    { option: "review.campaigns", questions: [26] },
  ),
  entry(
    "rejected-campaign",
    "assumed",
    "campaign/create",
    "A rejected campaign goes on showing PENDING; the control API shows the rejection and its reason.",
    { noOption: "The name of the status could not be read, and the sandbox makes up no names.", questions: [26] },
  ),
  entry(
    "usecase",
    "assumed",
    "campaign/create",
    "usecase is one of the ten names; MIXED, which the documents show only in responses, returns 400.",
    {
      noOption: "The field's description and every response read so; the generated curl shows an object.",
      questions: [27],
    },
  ),
  entry(
    "null-limits",
    "assumed",
    "campaign/create",
    "Before approval monthlyFee is null, as documented, and so is each of the limits. After it monthlyFee is 1000, as in the example.",
    { noOption: UNTIL_SEEN },
  ),
  entry(
    "no-balance",
    "assumed",
    "campaign/create, number/buy",
    "There is no balance: nothing is charged, and nothing fails for lack of money.",
    { noOption: "No endpoint shows a balance, and its failure is not known.", questions: [28] },
  ),
  entry(
    "number-buy",
    "assumed",
    "number/buy",
    "An approved campaign counts as fully provisioned, with or without numbers; another one returns 400. A number that the tenant has already, a toll-free and a foreign one return 400. Any other number can be bought.",
    { noOption: UNTIL_SEEN, questions: [29, 30] },
  ),
  entry(
    "number-pending",
    "assumed",
    "number/buy, kb/numbers",
    "A bought number shows PENDING and becomes active immediately, by hand, or by the clock. Until then a send from it returns 400.",
    { option: "review.numbers", questions: [29] },
  ),
  entry(
    "kept",
    "assumed",
    "none",
    "The sandbox stores 10,000 messages, deliveries and events, 50,000 requests and 100,000 opt-outs, and deletes the oldest. It stores 1,000 brands, campaigns, webhooks and numbers of a campaign; more return 400.",
    { noOption: "Sendo's own bounds are not known; these limit the memory that a test can use." },
  ),
  entry(
    "webhook-object",
    "assumed",
    "campaign/create-webhook",
    "A webhook without a name has no name field; a webhook for all numbers has an empty list. Its URL may be http, since apps on localhost rarely have a certificate. Lists are newest first.",
    { noOption: UNTIL_SEEN, questions: [21] },
  ),
];
