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

/** A number to buy. */
export interface NumberInput extends BuyNumberRequest, ExtraFields {}

/** Buying numbers: `sendo.numbers`. */
export class Numbers extends Resource {
  /**
   * Buys an additional local number for a campaign. **It costs $2 a month**, a prorated part at once. After an unknown outcome
   * do not buy again: no endpoint lists numbers, so look at the campaign on the dashboard.
   *
   * @throws A {@link SendoValidationError} `invalid_input`; otherwise as {@link Messages.send}.
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
        // `success` is the only field that is always there; without a plain `true` nothing is known.
        extract: (answer) =>
          answer.success === true ? this.read(numberPurchaseSchema(), answer, "number") : undefined,
      };
    }, options);
  }
}
