import { readFileSync } from "node:fs";
import type { Json } from "./json.js";

/** A documented example, re-typed with other values. */
export function fixture(name: string): Json {
  return JSON.parse(readFileSync(new URL(`../fixtures/${name}.json`, import.meta.url), "utf8"));
}
