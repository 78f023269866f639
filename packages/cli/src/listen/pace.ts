/** Longest time between two polls, in milliseconds. */
export const LONGEST_PAUSE_MS = 8_000;

/**
 * Time between two polls. This time doubles after each response showing that less than a quarter of the account's rate
 * limit remains. In that case, other processes are using the account.
 */
export class Pace {
  #factor = 1;

  constructor(private readonly intervalMs: number) {}

  read({ limit, remaining }: { readonly limit?: number; readonly remaining?: number }): void {
    if (limit === undefined || remaining === undefined) return;
    this.#factor = remaining < limit / 4 ? Math.min(8, this.#factor * 2) : 1;
  }

  get nextMs(): number {
    return Math.max(this.intervalMs, Math.min(LONGEST_PAUSE_MS, this.intervalMs * this.#factor));
  }
}
