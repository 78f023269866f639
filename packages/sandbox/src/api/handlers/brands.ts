import type { BrandRecord } from "../../engine/registration.js";
import { iso } from "../../time/iso.js";
import { checkCapacity } from "../check-capacity.js";
import { checkPhone, checkUrl, optionalText, requiredText } from "../fields.js";
import { page } from "../paging.js";
import { badParameter, ApiError } from "../api-error.js";
import type { ApiHandler } from "../route.js";

/** POST /v1/brand/create: the request is flat, the object nests address and contact. */
export const createBrand: ApiHandler = ({ account, fields }, { clock }) => {
  checkCapacity(account.brands, "brands");
  const entityType = requiredText(fields, "entityType");
  if (entityType !== "PRIVATE_PROFIT") throw badParameter('"entityType" must be PRIVATE_PROFIT.');
  const text = (name: string, pattern: RegExp, form: string): string => {
    const value = requiredText(fields, name);
    if (!pattern.test(value)) throw badParameter(`"${name}" must be ${form}.`);
    return value;
  };
  const entityName = requiredText(fields, "entityName");
  const now = iso(clock.epochMs());
  const brand: BrandRecord = {
    id: account.ids.alphanumeric(8),
    createdAt: now,
    updatedAt: now,
    status: "VERIFIED",
    entityType,
    vetted: false,
    displayName: optionalText(fields, "displayName") ?? entityName,
    entityName,
    ein: text("ein", /^\d{2}-\d{7}$/, "an EIN, NN-NNNNNNN"),
    website: checkUrl(requiredText(fields, "website"), "website"),
    privacyLink: checkUrl(requiredText(fields, "privacyLink"), "privacyLink"),
    address: {
      street: requiredText(fields, "street"),
      city: requiredText(fields, "city"),
      state: text("state", /^[A-Z]{2}$/, "a state's two letters"),
      postalCode: text("postalCode", /^\d{5}$/, "five digits"),
      country: text("country", /^[A-Z]{2}$/, "a country's two letters"),
    },
    contact: {
      firstName: requiredText(fields, "firstName"),
      lastName: requiredText(fields, "lastName"),
      phone: checkPhone(requiredText(fields, "phone"), "phone"),
      email: text("email", /^[^\s@]+@[^\s@]+$/, "an e-mail address"),
    },
  };
  account.brands.set(brand.id, brand);
  account.announce("brand", () => brand);
  return { success: true, brand };
};

/** GET /v1/brand/list: newest first, without drafts. */
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
