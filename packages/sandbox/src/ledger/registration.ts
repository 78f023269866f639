import { DOCUMENTED, UNTIL_SEEN, STRICTER, entry, type Assumption } from "./assumption.js";

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
    { noOption: STRICTER, questions: [27] },
  ),
  entry(
    "first-status",
    "assumed",
    "brand/create, campaign/create",
    "A new brand is VERIFIED. A new campaign is PENDING (the example shows ACTIVE, the text a review of days) until approveCampaign().",
    { noOption: "The names of the other statuses are not known.", questions: [26] },
  ),
  entry(
    "usecase",
    "assumed",
    "campaign/create",
    "usecase is one of the ten names; MIXED, which the documents show in answers only, is refused.",
    { noOption: STRICTER, questions: [27] },
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
    "An approved campaign counts as fully provisioned, with or without numbers. A bought number answers PENDING and can be used at once; one that the tenant has already, a toll-free and a foreign one answer 400.",
    { noOption: "No endpoint shows what becomes of PENDING.", questions: [29, 30] },
  ),
  entry(
    "webhook-object",
    "assumed",
    "campaign/create-webhook",
    "A webhook without a name has no name field; one for all numbers has an empty list. Its URL may be http, since apps on this machine rarely have a certificate. Lists are newest first.",
    { noOption: UNTIL_SEEN, questions: [21] },
  ),
];
