/** @internal A stored brand, in the documented format. */
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

/** @internal A campaign's descriptions, keywords and replies, in the documented format. */
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

/** @internal Carrier limits for a campaign. */
export type CampaignLimits = Readonly<Record<"smsTpmAtt" | "mmsTpmAtt" | "dailyTmoCap", number | null>>;

/** @internal Limits before approval. */
export const NO_LIMITS: CampaignLimits = { smsTpmAtt: null, mmsTpmAtt: null, dailyTmoCap: null };

/** @internal A stored campaign with its phone numbers. */
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
  /** Phone numbers assigned to the campaign. The API's campaign object does not contain them. */
  readonly numbers: string[];
  /** Purchased phone numbers that are not active yet. */
  readonly pendingNumbers: Set<string>;
  /**
   * Reason for a rejection, or "" if none was given. The campaign stays PENDING, because we do not know
   * which status Sendo gives a rejected campaign.
   */
  rejection: string | undefined;
}

/**
 * @internal A campaign's default keywords and automatic replies. Sendo documents the keywords. SUBSCRIBE appears in the
 * example for `campaign/create`. The replies have the same meaning as the documented replies, but different wording.
 */
export const DEFAULT_KEYWORDS = {
  optinKeywords: ["START", "SUBSCRIBE"],
  optoutKeywords: ["STOP"],
  helpKeywords: ["HELP"],
  optinMessage: "NETWORK MSG: You are subscribed to this sender again. Reply STOP to opt out.",
  optoutMessage:
    "NETWORK MSG: You are opted out and will get no more messages from this sender. Reply START to opt in again.",
  helpMessage: "NETWORK MSG: Reply STOP to opt out of this sender's messages, or START to opt in.",
} as const;

/**
 * @internal Approves a campaign. The monthly fee (in cents) is the documented one. The limits are from the documented example.
 */
export function approve(campaign: CampaignRecord, now: string): void {
  campaign.rejection = undefined;
  campaign.status = "ACTIVE";
  campaign.updatedAt = now;
  campaign.monthlyFee = 1000;
  campaign.limits = { smsTpmAtt: 75, mmsTpmAtt: 50, dailyTmoCap: 2000 };
}

/** @internal Converts a record to the documented format, which does not include the campaign's numbers. */
export function toCampaign(record: CampaignRecord): Omit<CampaignView, "numbers" | "review"> {
  const { numbers: _numbers, pendingNumbers: _pending, rejection: _rejection, ...campaign } = record;
  return campaign;
}

/** @internal A campaign as the control API returns it, with its phone numbers and review state. */
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

/** A campaign's phone number and its status. */
export interface NumberView {
  readonly number: string;
  readonly campaign: string;
  readonly status: "PENDING" | "ACTIVE";
}

/** @internal Returns a phone number with its status. */
export function numberView({ id, pendingNumbers }: CampaignRecord, number: string): NumberView {
  return { number, campaign: id, status: pendingNumbers.has(number) ? "PENDING" : "ACTIVE" };
}
