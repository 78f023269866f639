import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { isRunning, ownProcess } from "./process-identity.js";

// The prefix identifies the host, because containers can share a temporary folder but not their processes.
const prefix = (): string => `sendo-sandbox-${createHash("sha256").update(hostname()).digest("hex").slice(0, 8)}`;

/**
 * Creates a temporary folder that only the current user can read. Also removes folders left behind by sandboxes that were
 * killed.
 *
 * @throws The file system's error.
 */
export function makeTemporaryFolder(): string {
  const { pid, start } = ownProcess();
  sweep();
  return mkdtempSync(join(tmpdir(), `${prefix()}-${pid}-${start}-`));
}

function sweep(): void {
  for (const name of readdirSync(tmpdir())) {
    const [, own, pid, start] = /^(sendo-sandbox-[\da-f]{8})-(\d+)-(\d+)-\w{6}$/.exec(name) ?? [];
    if (own !== prefix() || isRunning({ pid: Number(pid), start: start! })) continue;
    try {
      rmSync(join(tmpdir(), name), { recursive: true, force: true });
    } catch {
      // The folder belongs to another user, so this process cannot delete it.
    }
  }
}
