import type { CallOptions } from "../call/call-plan.js";
import type { SendoPromise } from "../call/sendo-promise.js";
import { checkInput } from "./validate.js";
import { numberInputSchema, numberPurchaseSchema, type NumberPurchase } from "../api/number.js";
import { Resource } from "./resource.js";

/** A number to buy. */
export interface NumberInput {
  /** The number, E.164. How to learn which are for sale is not documented. */
  number: string;
  /** Campaign to attach it to; it must be fully provisioned. */
  campaignId: string;
  /** Fields that Sendo has and this version does not know. They cannot replace the fields above. */
  extra?: Readonly<Record<string, unknown>> | undefined;
}

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
    return this.call(() => {
      const { extra, ...body } = checkInput(numberInputSchema, input, "write");
      return {
        kind: "write",
        method: "POST",
        path: "/v1/number/buy",
        body: { ...extra, ...body },
        // `success` is the only field that is always there; without a plain `true` nothing is known.
        extract: (answer) => (answer.success === true ? this.read(numberPurchaseSchema, answer, "number") : undefined),
      };
    }, options);
  }
}
