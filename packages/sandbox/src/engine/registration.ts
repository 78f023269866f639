/** @internal A brand as the sandbox keeps it: the documented object. */
export interface BrandRecord {
  readonly id: string;
  readonly createdAt: string;
  updatedAt: string;
  status: "DRAFT" | "VERIFIED" | "VETTED";
  readonly entityType: "PRIVATE_PROFIT";
  vetted: boolean;
  trustScore?: number;
  readonly displayName: string;
  readonly entityName: string;
  readonly ein: string;
  readonly website: string;
  readonly privacyLink: string;
  readonly address: Readonly<Record<"street" | "city" | "state" | "postalCode" | "country", string>>;
  readonly contact: Readonly<Record<"firstName" | "lastName" | "phone" | "email", string>>;
}

/** @internal The texts and words of a campaign: the documented object. */
export interface CampaignDetails {
  readonly description: string;
  readonly consentFlow: string;
  readonly screenshotUrl: string | null;
  readonly sample1: string;
  readonly sample2: string;
  readonly sample3: string | null;
  readonly sample4: string | null;
  readonly sample5: string | null;
  readonly optinKeywords: readonly string[];
  readonly optoutKeywords: readonly string[];
  readonly helpKeywords: readonly string[];
  readonly optinMessage: string;
  readonly optoutMessage: string;
  readonly helpMessage: string;
}

/** @internal What carriers allow, once they know the campaign. */
export type CampaignLimits = Readonly<Record<"smsTpmAtt" | "mmsTpmAtt" | "dailyTmoCap", number | null>>;

/** @internal Before approval. */
export const NO_LIMITS: CampaignLimits = { smsTpmAtt: null, mmsTpmAtt: null, dailyTmoCap: null };

/** @internal A campaign as the sandbox keeps it: the documented object, and its numbers. */
export interface CampaignRecord {
  readonly id: string;
  readonly brandId: string;
  readonly displayName: string;
  readonly createdAt: string;
  updatedAt: string;
  status: "DRAFT" | "PENDING" | "ACTIVE";
  monthlyFee: number | null;
  readonly usecase: string;
  readonly subUsecases?: readonly string[];
  details: CampaignDetails;
  limits: CampaignLimits;
  /** Not part of the API's object, which has no way to list them. */
  readonly numbers: string[];
  /** Those of `numbers` that nothing can be sent from yet. */
  readonly pendingNumbers: Set<string>;
  /** Why it was rejected, "" where no reason was given. What status Sendo then shows is not known: it stays PENDING. */
  rejection: string | undefined;
}

/**
 * @internal The keywords and answers that every campaign starts with. The keywords are documented, SUBSCRIBE by the example of
 * campaign/create; the answers have the sense of the documented ones, not their wording.
 */
export const DEFAULT_KEYWORDS = {
  optinKeywords: ["START", "SUBSCRIBE"],
  optoutKeywords: ["STOP"],
  helpKeywords: ["HELP"],
  optinMessage: "NETWORK MSG: You are subscribed to this sender again. Reply STOP to opt out.",
  optoutMessage: "NETWORK MSG: You are opted out and get no more texts from this sender. Reply START to opt in again.",
  helpMessage: "NETWORK MSG: Reply STOP to opt out of this sender's texts, START to opt in.",
} as const;

/** @internal What approval brings: the documented monthly fee in cents, and limits of the size that the example shows. */
export function approve(campaign: CampaignRecord, now: string): void {
  campaign.rejection = undefined;
  campaign.status = "ACTIVE";
  campaign.updatedAt = now;
  campaign.monthlyFee = 1000;
  campaign.limits = { smsTpmAtt: 75, mmsTpmAtt: 50, dailyTmoCap: 2000 };
}

/** @internal The documented form of a record: its numbers are not in it. */
export function toCampaign(record: CampaignRecord): Omit<CampaignView, "numbers" | "review"> {
  const { numbers: _numbers, pendingNumbers: _pending, rejection: _rejection, ...campaign } = record;
  return campaign;
}

/** @internal A campaign as the control API shows it: the API's object, its numbers, and how its review stands. */
export interface CampaignView extends Omit<CampaignRecord, "numbers" | "pendingNumbers" | "rejection"> {
  readonly numbers: readonly string[];
  readonly review: { readonly state: "waiting" | "approved" | "rejected"; readonly reason?: string };
}

/** @internal */
export function campaignView(campaign: CampaignRecord): CampaignView {
  const { status, rejection, numbers } = campaign;
  const state = rejection !== undefined ? "rejected" : status === "ACTIVE" ? "approved" : "waiting";
  return {
    ...toCampaign(campaign),
    numbers: [...numbers],
    review: { state, ...(rejection !== undefined && rejection !== "" && { reason: rejection }) },
  };
}

/** A number and whether it can send. */
export interface NumberView {
  readonly number: string;
  readonly campaign: string;
  readonly status: "PENDING" | "ACTIVE";
}

/** @internal One of the campaign's numbers. */
export function numberView({ id, pendingNumbers }: CampaignRecord, number: string): NumberView {
  return { number, campaign: id, status: pendingNumbers.has(number) ? "PENDING" : "ACTIVE" };
}
