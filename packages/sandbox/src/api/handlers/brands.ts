import type { BrandRecord } from "../../engine/registration.js";
import { iso } from "../../time/iso.js";
import { checkCapacity } from "../check-capacity.js";
import { checkPhone, checkUrl, optionalString, requiredString } from "../fields.js";
import { page } from "../paging.js";
import { badParameter, ApiError } from "../api-error.js";
import type { ApiHandler } from "../route.js";

/** POST /v1/brand/create. The request's fields are flat, but the brand object nests the address and contact fields. */
export const createBrand: ApiHandler = ({ account, fields }, { clock }) => {
  checkCapacity(account.brands, "brands per account");
  const entityType = requiredString(fields, "entityType");
  if (entityType !== "PRIVATE_PROFIT") throw badParameter('"entityType" must be PRIVATE_PROFIT.');
  const matching = (name: string, pattern: RegExp, form: string): string => {
    const value = requiredString(fields, name);
    if (!pattern.test(value)) throw badParameter(`"${name}" must be ${form}.`);
    return value;
  };
  const entityName = requiredString(fields, "entityName");
  const now = iso(clock.epochMs());
  const brand: BrandRecord = {
    id: account.ids.alphanumeric(8),
    createdAt: now,
    updatedAt: now,
    status: "VERIFIED",
    entityType,
    vetted: false,
    displayName: optionalString(fields, "displayName") ?? entityName,
    entityName,
    ein: matching("ein", /^\d{2}-\d{7}$/, "an EIN in the format NN-NNNNNNN"),
    website: checkUrl(requiredString(fields, "website"), "website"),
    privacyLink: checkUrl(requiredString(fields, "privacyLink"), "privacyLink"),
    address: {
      street: requiredString(fields, "street"),
      city: requiredString(fields, "city"),
      state: matching("state", /^[A-Z]{2}$/, "a two-letter state code"),
      postalCode: matching("postalCode", /^\d{5}$/, "five digits"),
      country: matching("country", /^[A-Z]{2}$/, "a two-letter country code"),
    },
    contact: {
      firstName: requiredString(fields, "firstName"),
      lastName: requiredString(fields, "lastName"),
      phone: checkPhone(requiredString(fields, "phone"), "phone"),
      email: matching("email", /^[^\s@]+@[^\s@]+$/, "an email address"),
    },
  };
  account.brands.set(brand.id, brand);
  account.announce("brand", () => brand);
  return { success: true, brand };
};

/** GET /v1/brand/list. Lists all brands except drafts, newest first. */
export const listBrands: ApiHandler = ({ account, query }) => {
  const brands = [...account.brands.values()].filter(({ status }) => status !== "DRAFT").reverse();
  return { brands: page(brands, query) };
};

/** GET /v1/brand/{id} */
export const retrieveBrand: ApiHandler = ({ account, id }) => {
  const brand = account.brands.get(id);
  if (brand === undefined) throw new ApiError(404, "No brand has this id.");
  return { brand };
};
