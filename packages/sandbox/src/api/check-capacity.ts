import { badParameter } from "./api-error.js";

const KEPT = 1000;

/** Limits how many brands, campaigns and webhooks a tenant can have, so that a loop in a test cannot exhaust memory. */
export function checkCapacity(kept: { readonly size: number }, name: string): void {
  if (kept.size >= KEPT) throw badParameter(`The sandbox stores at most ${KEPT} ${name}.`);
}
