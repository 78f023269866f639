import { badParameter } from "./api-error.js";

const KEPT = 1000;

/** A tenant's brands, campaigns and webhooks are bounded, so that a loop in a test cannot eat the machine. */
export function checkCapacity(kept: { readonly size: number }, name: string): void {
  if (kept.size >= KEPT) throw badParameter(`The sandbox keeps at most ${KEPT} ${name} for each account.`);
}
