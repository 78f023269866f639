import type { CallOptions } from "../call/call-plan.js";
import type { OpenEnum } from "../api/open-enum.js";
import type { SendoPromise } from "../call/sendo-promise.js";
import { checkInput } from "./validate.js";
import { brandInputSchema, brandSchema, pageQuerySchema, type Brand } from "../api/brand.js";
import type { Pager } from "./pager.js";
import { Resource, type PageQuery } from "./resource.js";

/** A brand to register. Only private companies, by accounts that are enabled as resellers. */
export interface BrandInput {
  /** Sendo takes `PRIVATE_PROFIT` only at present. */
  entityType: OpenEnum<"PRIVATE_PROFIT">;
  /** Registered legal name. */
  entityName: string;
  /** Display or "doing business as" name. */
  displayName?: string | undefined;
  /** Employer identification number, which must match the legal name: `NN-NNNNNNN`. */
  ein: string;
  /** Site or other presence on the web. */
  website: string;
  /** Address of the privacy policy. Whether this field and those below are required is not documented. */
  privacyLink?: string | undefined;
  /** Street, as in the tax records. */
  street?: string | undefined;
  /** City. */
  city?: string | undefined;
  /** Two letters, such as `WA`. */
  state?: string | undefined;
  /** Five digits. */
  postalCode?: string | undefined;
  /** Two letters, such as `US`. */
  country?: string | undefined;
  /** First name of the support contact. */
  firstName?: string | undefined;
  /** Last name of the support contact. */
  lastName?: string | undefined;
  /** E-mail address of the support contact. */
  email?: string | undefined;
  /** Phone number of the support contact, E.164. */
  phone?: string | undefined;
  /** Fields that Sendo has and this version does not know. They cannot replace the fields above. */
  extra?: Readonly<Record<string, unknown>> | undefined;
}

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
    return this.call(() => {
      const { extra, ...body } = checkInput(brandInputSchema, input, "write");
      return {
        kind: "write",
        method: "POST",
        path: "/v1/brand/create",
        body: { ...extra, ...body },
        secrets: () => [body.ein, body.email ?? ""],
        extract: this.one(brandSchema, "brand"),
      };
    }, options);
  }

  /** Reads one brand. @throws A {@link SendoNotFoundError} `not_found`. */
  retrieve(id: string, options?: CallOptions): SendoPromise<Brand> {
    return this.retrieveOne(brandSchema, "brand", id, options);
  }

  /** Lists brands, page by page as you iterate. Sendo leaves out those in `DRAFT`. */
  list(query: PageQuery = {}, options?: CallOptions): Pager<Brand> {
    return this.listAll(brandSchema, "brand", () => checkInput(pageQuerySchema, query, "read"), options);
  }
}
