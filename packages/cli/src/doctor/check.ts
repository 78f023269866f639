/** What one check of `doctor` has found. */
export interface Check {
  /** Such as `tls`. */
  readonly check: string;
  /** `fail` ends the command with 1. `skip`: an earlier failure makes the check pointless. */
  readonly state: "ok" | "warn" | "fail" | "skip";
  readonly finding: string;
  /** What to do. Absent if there is nothing to do. */
  readonly advice?: string;
}

/** Makes the checks of one area. */
export function checksOf(check: string): Readonly<Record<Check["state"], (finding: string, advice?: string) => Check>> {
  const make =
    (state: Check["state"]) =>
    (finding: string, advice?: string): Check => ({ check, state, finding, ...(advice !== undefined && { advice }) });
  return { ok: make("ok"), warn: make("warn"), fail: make("fail"), skip: make("skip") };
}

/** Whether the host is this computer. */
export function isLoopback(hostname: string): boolean {
  return /^(?:localhost|.*\.localhost|127(?:\.\d{1,3}){3}|\[?::1\]?)$/i.test(hostname);
}
