import type { ResetFormat, WindowRule } from "@sendo/core/gate";
import type { ResolvedSandboxOptions } from "./sandbox-options.js";
import { VERSION } from "./version.js";

/** How a sandbox was started. */
export interface SandboxFacts {
  readonly version: string;
  readonly limit: {
    readonly requestsPerSecond: number | false;
    readonly window: WindowRule;
    readonly resetFormat: ResetFormat;
  };
  /** Start with it again, and ids and chances repeat. */
  readonly seed: string;
}

/** @internal */
export function describeSandbox({
  requestsPerSecond,
  window,
  resetFormat,
  seed,
}: ResolvedSandboxOptions): SandboxFacts {
  return { version: VERSION, limit: { requestsPerSecond, window, resetFormat }, seed };
}
