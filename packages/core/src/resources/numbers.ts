import type { CallOptions } from "../call/call-options.js";
import { PARTS } from "../internal/parts.js";
import type { SendoPromise } from "../call/sendo-promise.js";
import { checkWrite, jsonOf, type ExtraFields } from "./validate.js";
import {
  buyNumberRequestSchema,
  numberPurchaseSchema,
  type BuyNumberRequest,
  type NumberPurchase,
} from "../api/number.js";
import { Resource } from "./resource.js";

/** A phone number to buy. */
export interface NumberInput extends BuyNumberRequest, ExtraFields {}

/** Buys phone numbers: `sendo.numbers`. */
export class Numbers extends Resource {
  /**
   * Buys an additional local number for a campaign. **The number costs $2 per month.** A prorated amount is charged immediately.
   * If the outcome is unknown, do not buy it again. No endpoint lists numbers, so check the campaign on the dashboard.
   *
   * @throws A {@link SendoValidationError} with code `invalid_input`, and the other errors that {@link Messages.send} throws.
   *
   * @example
   * ```ts
   * const { status } = await sendo.numbers.buy({ number: "+14155550111", campaignId: "Zk81QpLm" });
   * ```
   */
  buy(input: NumberInput, options?: CallOptions): SendoPromise<NumberPurchase> {
    return this[PARTS]().call(() => {
      const checked = checkWrite(buyNumberRequestSchema(), input);
      return {
        kind: "write",
        method: "POST",
        path: "/v1/number/buy",
        json: jsonOf(checked),
        // Only `success` is always present. With any value except `true`, the outcome is unknown.
        extract: (response) =>
          response.success === true ? this.read(numberPurchaseSchema(), response, "number") : undefined,
      };
    }, options);
  }
}
