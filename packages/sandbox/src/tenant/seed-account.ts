import type { Account } from "../engine/account.js";
import { iso } from "../time/iso.js";
import { approve, DEFAULT_KEYWORDS, NO_LIMITS, type CampaignRecord } from "../engine/registration.js";

/** A tenant's initial values. */
export interface AccountSeed {
  readonly name: string;
  readonly apiKey: string;
  readonly campaign: string;
  readonly pendingCampaign: string;
  readonly brand: string;
  readonly numbers: readonly string[];
}

/** @internal Adds a brand, an approved campaign with phone numbers, and a campaign that is awaiting approval. */
export function seedAccount(account: Account, seed: AccountSeed, epochMs: number): void {
  const createdAt = iso(epochMs);
  account.brands.set(seed.brand, {
    id: seed.brand,
    createdAt,
    updatedAt: createdAt,
    status: "VERIFIED",
    entityType: "PRIVATE_PROFIT",
    vetted: false,
    displayName: "Sandbox Diner",
    entityName: "Sandbox Diner LLC",
    ein: "00-0000000",
    website: "https://diner.example",
    privacyLink: "https://diner.example/privacy",
    address: { street: "1 Main St", city: "Seattle", state: "WA", postalCode: "98101", country: "US" },
    contact: { firstName: "Sam", lastName: "Example", phone: "+12065550100", email: "help@diner.example" },
  });
  const campaign = (id: string, displayName: string, numbers: readonly string[]): CampaignRecord => ({
    id,
    brandId: seed.brand,
    displayName,
    createdAt,
    updatedAt: createdAt,
    status: "PENDING",
    monthlyFee: null,
    usecase: "CUSTOMER_CARE",
    details: {
      description: "Messages to guests of the sandbox's restaurant.",
      consentFlow: "Guests check a box when they join the list.",
      screenshotUrl: null,
      sample1: "Your table is ready.",
      sample2: "Your booking has been moved to 7 pm.",
      sample3: null,
      sample4: null,
      sample5: null,
      ...DEFAULT_KEYWORDS,
    },
    limits: NO_LIMITS,
    numbers: [...numbers],
    pendingNumbers: new Set(),
    rejection: undefined,
  });
  const approved = campaign(seed.campaign, "Table alerts", seed.numbers);
  approve(approved, createdAt);
  account.campaigns.set(approved.id, approved);
  account.campaigns.set(seed.pendingCampaign, campaign(seed.pendingCampaign, "Weekly specials", []));
}
