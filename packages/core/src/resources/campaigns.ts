import type { CallOptions } from "../call/call-options.js";
import { PARTS } from "../internal/parts.js";
import type { SendoPromise } from "../call/sendo-promise.js";
import { checkInput, checkWrite, jsonOf, type ExtraFields } from "./validate.js";
import {
  campaignSchema,
  createCampaignRequestSchema,
  type Campaign,
  type CreateCampaignRequest,
} from "../api/campaign.js";
import { pageQuerySchema, type PageQuery } from "../api/page-query.js";
import type { Pager } from "./pager.js";
import { Resource } from "./resource.js";

/** A campaign to submit for review. */
export interface CampaignInput extends CreateCampaignRequest, ExtraFields {}

/** Creates and reads campaigns: `sendo.campaigns`. */
export class Campaigns extends Resource {
  /**
   * Submits a campaign for review, which takes 2 to 5 business days on average. **Sendo charges $20 immediately** and $10 per
   * month after approval. If the outcome is unknown, check `list()` before you submit the campaign again.
   *
   * @throws A {@link SendoValidationError} with code `invalid_input`, or any other error that {@link Messages.send} throws.
   *
   * @example
   * ```ts
   * const campaign = await sendo.campaigns.create({
   *   displayName: "Table alerts", usecase: "CUSTOMER_CARE", brandId: "q7Rt2mZa",
   *   description: "Alerts when a table is free.", consentFlow: "Guests check a box on the booking form.",
   *   sample1: "Your table is free.", sample2: "Your booking has been moved to 7 pm.",
   * });
   * ```
   */
  create(input: CampaignInput, options?: CallOptions): SendoPromise<Campaign> {
    return this[PARTS]().call(() => {
      const checked = checkWrite(createCampaignRequestSchema(), input);
      return {
        kind: "write",
        method: "POST",
        path: "/v1/campaign/create",
        json: jsonOf(checked),
        extract: this.one(campaignSchema(), "campaign"),
      };
    }, options);
  }

  /** Retrieves one campaign. @throws A {@link SendoNotFoundError} with code `not_found`. */
  retrieve(id: string, options?: CallOptions): SendoPromise<Campaign> {
    return this.retrieveOne(campaignSchema(), "campaign", id, options);
  }

  /** Lists campaigns and fetches more pages as you iterate. Sendo omits campaigns whose status is `DRAFT`. */
  list(query: PageQuery = {}, options?: CallOptions): Pager<Campaign> {
    return this.listAll(campaignSchema(), "campaign", () => checkInput(pageQuerySchema(), query, "read"), options);
  }
}
