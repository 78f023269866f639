import type { CallOptions } from "../call/call-plan.js";
import type { OpenEnum } from "../api/open-enum.js";
import type { SendoPromise } from "../call/sendo-promise.js";
import { checkInput } from "./validate.js";
import { pageQuerySchema } from "../api/brand.js";
import { campaignInputSchema, campaignSchema, type Campaign, type CAMPAIGN_USECASES } from "../api/campaign.js";
import type { Pager } from "./pager.js";
import { Resource, type PageQuery } from "./resource.js";

/** A campaign to submit for review. */
export interface CampaignInput {
  /** Display name. */
  displayName: string;
  /** What it is for, such as `MARKETING`. */
  usecase: OpenEnum<(typeof CAMPAIGN_USECASES)[number]>;
  /** Brand that it speaks for. */
  brandId: string;
  /** What the messages are. */
  description: string;
  /** How consent is obtained. */
  consentFlow: string;
  /** Picture of that, by its address. */
  screenshotUrl?: string | undefined;
  /** A message as it will be sent. */
  sample1: string;
  /** Another one. */
  sample2: string;
  /** A third one. */
  sample3?: string | undefined;
  /** A fourth one. */
  sample4?: string | undefined;
  /** A fifth one. */
  sample5?: string | undefined;
  /** Whether to register as low volume. */
  isLowVolume?: boolean | undefined;
  /** Fields that Sendo has and this version does not know. They cannot replace the fields above. */
  extra?: Readonly<Record<string, unknown>> | undefined;
}

/** Submitting and reading campaigns: `sendo.campaigns`. */
export class Campaigns extends Resource {
  /**
   * Submits a campaign for review, which takes 2 to 5 business days on average. **It costs $20 at once**, and $10 a month after
   * approval. After an unknown outcome look into `list()` before you submit it again.
   *
   * @throws A {@link SendoValidationError} `invalid_input`; otherwise as {@link Messages.send}.
   *
   * @example
   * ```ts
   * const campaign = await sendo.campaigns.create({
   *   displayName: "Table alerts", usecase: "CUSTOMER_CARE", brandId: "q7Rt2mZa",
   *   description: "Alerts when a table is free.", consentFlow: "Guests tick a box on the booking form.",
   *   sample1: "Your table is free.", sample2: "Your booking is moved to 7 pm.",
   * });
   * ```
   */
  create(input: CampaignInput, options?: CallOptions): SendoPromise<Campaign> {
    return this.call(() => {
      const { extra, ...body } = checkInput(campaignInputSchema, input, "write");
      return {
        kind: "write",
        method: "POST",
        path: "/v1/campaign/create",
        body: { ...extra, ...body },
        extract: this.one(campaignSchema, "campaign"),
      };
    }, options);
  }

  /** Reads one campaign. @throws A {@link SendoNotFoundError} `not_found`. */
  retrieve(id: string, options?: CallOptions): SendoPromise<Campaign> {
    return this.retrieveOne(campaignSchema, "campaign", id, options);
  }

  /** Lists campaigns, page by page as you iterate. Sendo leaves out those in `DRAFT`. */
  list(query: PageQuery = {}, options?: CallOptions): Pager<Campaign> {
    return this.listAll(campaignSchema, "campaign", () => checkInput(pageQuerySchema, query, "read"), options);
  }
}
