import { badParameter } from "./api-error.js";

const DEFAULT_LIMIT = 10; // documented
const MAX_LIMIT = 100; // assumed

/** Returns the page of `items` selected by `limit` and `skip`. */
export function page<T>(items: readonly T[], query: URLSearchParams): T[] {
  const skip = readCount(query, "skip", 0, 0);
  const limit = Math.min(MAX_LIMIT, readCount(query, "limit", DEFAULT_LIMIT, 1));
  return items.slice(skip, skip + limit);
}

function readCount(query: URLSearchParams, name: string, fallback: number, min: number): number {
  const value = query.get(name);
  if (value === null) return fallback;
  const count = /^\d{1,15}$/.test(value) ? Number(value) : Number.NaN;
  if (!(count >= min)) throw badParameter(`"${name}" must be a whole number of at least ${min}.`);
  return count;
}
