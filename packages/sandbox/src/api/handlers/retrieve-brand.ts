import { Refusal } from "../refusal.js";
import type { ApiHandler } from "../route.js";

/** GET /v1/brand/{id} */
export const retrieveBrand: ApiHandler = ({ account, id }) => {
  const brand = account.brands.get(id);
  if (brand === undefined) throw new Refusal(404, "No brand has this id.");
  return { brand };
};
