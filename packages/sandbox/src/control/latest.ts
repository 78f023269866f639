import { badParameter } from "../api/api-error.js";

/** The newest ones, oldest first; 1000 unless `limit` says otherwise. */
export function latest<T>(items: readonly T[], query: URLSearchParams): T[] {
  const text = query.get("limit") ?? "1000";
  if (!/^[1-9]\d{0,5}$/.test(text)) throw badParameter('"limit" must be a whole number from 1 to 999999.');
  return items.slice(-Number(text));
}
