import { DOCUMENTED, UNTIL_SEEN, entry, type Assumption } from "./assumption.js";

export const REGISTRATION_ASSUMPTIONS: readonly Assumption[] = [
  entry("create-200", "documented", "introduction", "Creates return 200.", { noOption: DOCUMENTED, questions: [6] }),
  entry("reseller", "assumed", "brand/create", "Every tenant can create brands, as if it had reseller access.", {
    noOption: UNTIL_SEEN,
  }),
  entry(
    "required-fields",
    "assumed",
    "brand/create, campaign/create",
    "A brand requires all fields except displayName. A campaign requires all fields except screenshotUrl, sample3 to sample5 and isLowVolume. The format of each field is checked. isLowVolume is not returned.",
    {
      noOption:
        "Parts of the documentation are cut off, so the sandbox requires more fields than the documentation marks as required. `isLowVolume` is optional here, although the documentation does not say whether it is required. The sandbox's format checks are not based on the documentation.",
      questions: [27],
    },
  ),
  entry(
    "display-name",
    "assumed",
    "brand/create",
    "If a brand is created without displayName, responses contain its entityName as displayName. A new brand is not vetted and has no trustScore.",
    { noOption: UNTIL_SEEN },
  ),
  entry(
    "first-status",
    "assumed",
    "brand/create, campaign/create",
    "A new brand is VERIFIED. A new campaign is PENDING until it is approved by hand or the clock reaches the end of its review time. The documented example shows ACTIVE, but the page describes a review of 2 to 5 business days.",
    { option: "review.campaigns", questions: [26] },
  ),
  entry(
    "rejected-campaign",
    "assumed",
    "campaign/create",
    "A rejected campaign keeps the status PENDING. The control API returns the rejection and its reason.",
    {
      noOption:
        "The status name is unreadable in the documentation. The sandbox keeps the status PENDING instead of inventing a status name.",
      questions: [26],
    },
  ),
  entry(
    "usecase",
    "assumed",
    "campaign/create",
    "`usecase` is one of the ten documented names. A request with MIXED returns 400, because the documentation shows MIXED only in responses.",
    {
      noOption:
        "The field's description and every response show `usecase` as a single name. Only the generated curl command shows it as an object.",
      questions: [27],
    },
  ),
  entry(
    "null-limits",
    "assumed",
    "campaign/create",
    "Before approval, monthlyFee and all limits are null, as documented. After approval, monthlyFee is 1000, as in the documented example.",
    { noOption: UNTIL_SEEN },
  ),
  entry(
    "no-balance",
    "assumed",
    "campaign/create, number/buy",
    "The sandbox has no account balance. Nothing is charged, and no request fails because of a low balance.",
    {
      noOption: "No endpoint returns a balance, and the documentation does not describe a low-balance error.",
      questions: [28],
    },
  ),
  entry(
    "number-buy",
    "assumed",
    "number/buy",
    "An approved campaign counts as fully provisioned, with or without numbers. Buying a number for a campaign that is not approved returns 400. Buying a toll-free number, a foreign number or a number that the tenant already has also returns 400. Any other number can be bought.",
    { noOption: UNTIL_SEEN, questions: [29, 30] },
  ),
  entry(
    "number-pending",
    "assumed",
    "number/buy, kb/numbers",
    "A purchased number is PENDING until it is activated by hand or the clock reaches the end of its review time. The default review time is zero. Sending from a PENDING number returns 400.",
    { option: "review.numbers", questions: [29] },
  ),
  entry(
    "kept",
    "assumed",
    "none",
    "The sandbox stores up to 10,000 messages, 10,000 deliveries, 10,000 events, 50,000 requests and 100,000 opt-outs. When one of these limits is exceeded, it deletes the oldest entries. Each account can have up to 1,000 brands, 1,000 campaigns and 1,000 webhooks. Each campaign can have up to 1,000 numbers. A request that would exceed any of these four limits returns 400.",
    {
      noOption: "Sendo does not document its own limits. The sandbox's limits restrict how much memory a test can use.",
    },
  ),
  entry(
    "webhook-object",
    "assumed",
    "campaign/create-webhook",
    "A webhook created without a name has no name field. A webhook for all numbers has an empty numbers list. A webhook URL can use http, because apps on localhost rarely have a certificate. Webhooks are listed newest first.",
    { noOption: UNTIL_SEEN, questions: [21] },
  ),
];
