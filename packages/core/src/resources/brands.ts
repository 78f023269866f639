import type { CallOptions } from "../call/call-options.js";
import { PARTS } from "../internal/parts.js";
import type { SendoPromise } from "../call/sendo-promise.js";
import { checkInput, checkWrite, jsonOf, type ExtraFields } from "./validate.js";
import { brandSchema, createBrandRequestSchema, type Brand, type CreateBrandRequest } from "../api/brand.js";
import { pageQuerySchema, type PageQuery } from "../api/page-query.js";
import type { Pager } from "./pager.js";
import { Resource } from "./resource.js";

/** Fields for a new brand. Only accounts with reseller access can create brands. Each brand must be a private company. */
export interface BrandInput extends CreateBrandRequest, ExtraFields {}

/** Creates and reads brands: `sendo.brands`. */
export class Brands extends Resource {
  /**
   * Creates a brand. If the outcome is unknown, check `list()` before you create the brand again.
   *
   * @throws A {@link SendoValidationError} with code `invalid_input`, or any other error that {@link Messages.send} throws.
   *
   * @example
   * ```ts
   * const brand = await sendo.brands.create({
   *   entityType: "PRIVATE_PROFIT", entityName: "Example Diner LLC", ein: "00-0000000", website: "https://diner.example",
   * });
   * ```
   */
  create(input: BrandInput, options?: CallOptions): SendoPromise<Brand> {
    return this[PARTS]().call(() => {
      const checked = checkWrite(createBrandRequestSchema(), input);
      return {
        kind: "write",
        method: "POST",
        path: "/v1/brand/create",
        json: jsonOf(checked),
        secrets: () => [checked.fields.ein, checked.fields.email ?? ""],
        extract: this.one(brandSchema(), "brand"),
      };
    }, options);
  }

  /** Retrieves one brand. @throws A {@link SendoNotFoundError} with code `not_found`. */
  retrieve(id: string, options?: CallOptions): SendoPromise<Brand> {
    return this.retrieveOne(brandSchema(), "brand", id, options);
  }

  /** Lists brands and fetches more pages as you iterate. Sendo omits brands whose status is `DRAFT`. */
  list(query: PageQuery = {}, options?: CallOptions): Pager<Brand> {
    return this.listAll(brandSchema(), "brand", () => checkInput(pageQuerySchema(), query, "read"), options);
  }
}
