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
   * Buys an additional local number for a campaign. **The number costs $2 per month.** A prorated share of this price is
   * charged immediately. If the outcome is unknown, do not buy the number again. No endpoint lists numbers, so check the
   * campaign in Sendo's dashboard.
   *
   * @throws A {@link SendoValidationError} with code `invalid_input`, or any other error that {@link Messages.send} throws.
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
        // `success` is the only field that is always present. If `success` is not `true`, the outcome is unknown.
        extract: (response) =>
          response.success === true ? this.read(numberPurchaseSchema(), response, "number") : undefined,
      };
    }, options);
  }
}
