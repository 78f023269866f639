import { setFlagsFromString } from "node:v8";

/**
 * Reduces memory use at the cost of throughput that a sandbox does not need. Each of these settings saves about 12 MB
 * of memory after 2,000 sends:
 *
 * - V8's young generation keeps its initial size. It would otherwise grow to 2 x 16 MB under load.
 * - Maglev, V8's mid-tier compiler since Node 22, is disabled, because it never releases its memory.
 *
 * Call this only in the sandbox's own process, before it serves requests.
 */
export function keepMemorySmall(): void {
  setFlagsFromString("--semi-space-growth-factor=1");
  setFlagsFromString("--no-maglev");
}
