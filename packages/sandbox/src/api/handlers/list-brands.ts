import { page } from "../paging.js";
import type { ApiHandler } from "../route.js";

/** GET /v1/brand/list: newest first, without drafts. */
export const listBrands: ApiHandler = ({ account, query }) => {
  const brands = [...account.brands.values()].filter(({ status }) => status !== "DRAFT").reverse();
  return { brands: page(brands, query) };
};
