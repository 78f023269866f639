import type { CallOptions } from "../call/call-options.js";
import { PARTS } from "../internal/parts.js";
import type { SendoPromise } from "../call/sendo-promise.js";
import { checkInput, checkWrite, jsonOf, type ExtraFields } from "./validate.js";
import { brandSchema, createBrandRequestSchema, type Brand, type CreateBrandRequest } from "../api/brand.js";
import { pageQuerySchema, type PageQuery } from "../api/page-query.js";
import type { Pager } from "./pager.js";
import { Resource } from "./resource.js";

/** A brand to register. Only private companies, by accounts that are enabled as resellers. */
export interface BrandInput extends CreateBrandRequest, ExtraFields {}

/** Registering and reading brands: `sendo.brands`. */
export class Brands extends Resource {
  /**
   * Registers a brand. A write: after an unknown outcome look into `list()` before you register it again.
   *
   * @throws A {@link SendoValidationError} `invalid_input`; otherwise as {@link Messages.send}.
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

  /** Reads one brand. @throws A {@link SendoNotFoundError} `not_found`. */
  retrieve(id: string, options?: CallOptions): SendoPromise<Brand> {
    return this.retrieveOne(brandSchema(), "brand", id, options);
  }

  /** Lists brands, page by page as you iterate. Sendo leaves out those in `DRAFT`. */
  list(query: PageQuery = {}, options?: CallOptions): Pager<Brand> {
    return this.listAll(brandSchema(), "brand", () => checkInput(pageQuerySchema(), query, "read"), options);
  }
}
