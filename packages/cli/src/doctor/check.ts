/** Result of a `doctor` check. */
export interface Check {
  /** Name of the check, such as `tls`. */
  readonly check: string;
  /** `fail` makes the command exit with code 1. `skip` means that an earlier failure prevented the check. */
  readonly state: "ok" | "warn" | "fail" | "skip";
  readonly finding: string;
  /** How to fix the problem. Absent if there is no problem. */
  readonly advice?: string;
}

/** Returns the functions that create this check's results, one for each state. */
export function checksOf(check: string): Readonly<Record<Check["state"], (finding: string, advice?: string) => Check>> {
  const make =
    (state: Check["state"]) =>
    (finding: string, advice?: string): Check => ({ check, state, finding, ...(advice !== undefined && { advice }) });
  return { ok: make("ok"), warn: make("warn"), fail: make("fail"), skip: make("skip") };
}

/** Whether this is a loopback host name or address. */
export function isLoopback(hostname: string): boolean {
  return /^(?:localhost|.*\.localhost|127(?:\.\d{1,3}){3}|\[?::1\]?)$/i.test(hostname);
}
