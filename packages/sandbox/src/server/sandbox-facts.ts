import type { ResetFormat, WindowRule } from "@sendo/core/gate";
import type { Profile } from "../engine/plan-life.js";
import type { ResolvedSandboxOptions } from "./sandbox-options.js";
import { VERSION } from "../internal/version.js";

/** How a sandbox was started. */
export interface SandboxFacts {
  readonly version: string;
  readonly limit: {
    readonly requestsPerSecond: number | false;
    readonly window: WindowRule;
    readonly resetFormat: ResetFormat;
  };
  readonly profile: Profile;
  /** Start with it again, and ids and chances repeat. */
  readonly seed: string;
}

/** @internal */
export function describeSandbox(options: ResolvedSandboxOptions): SandboxFacts {
  const { requestsPerSecond, window, resetFormat, profile, seed } = options;
  return { version: VERSION, limit: { requestsPerSecond, window, resetFormat }, profile, seed };
}
