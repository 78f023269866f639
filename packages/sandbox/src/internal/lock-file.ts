import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { isRunning, ownProcess, type ProcessIdentity } from "./process-identity.js";

/** A lock held by this process. */
export interface LockFile {
  release(): void;
}

/** The process that holds the lock, if this process could not acquire it. */
export interface LockHolder {
  /** Human-readable description of the process, such as `process 4711`. */
  readonly heldBy: string;
}

/**
 * Acquires a lock that no other process can acquire while this process is running. If a killed process left the lock
 * behind, this process takes it over. A lock from another machine is never taken over, because only that machine knows
 * whether the lock's holder is still running.
 *
 * @throws The file system's error.
 */
export function takeLock(path: string): LockFile | LockHolder {
  const mine = JSON.stringify({ ...ownProcess(), host: hostname() });
  for (let isFirst = true; ; isFirst = false) {
    try {
      writeFileSync(path, mine, { flag: "wx", mode: 0o600 });
      return { release: () => read(path)?.content === mine && rmSync(path, { force: true }) };
    } catch (error) {
      if (!isFirst || (error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
    const holder = read(path)?.holder;
    if (holder !== undefined && holder.host !== hostname()) {
      return { heldBy: `process ${holder.pid} on ${holder.host}; if that process no longer runs, delete ${path}` };
    }
    if (holder !== undefined && isRunning(holder)) return { heldBy: `process ${holder.pid}` };
    rmSync(path, { force: true });
  }
}

interface Holder extends ProcessIdentity {
  readonly host: string;
}

function read(path: string): { readonly content: string; readonly holder: Holder | undefined } | undefined {
  try {
    const content = readFileSync(path, "utf8");
    const { pid, start, host } = JSON.parse(content) as Partial<Holder>;
    const isHolder = typeof pid === "number" && typeof start === "string" && typeof host === "string";
    return { content, holder: isHolder ? { pid, start, host } : undefined };
  } catch {
    return undefined; // The file was deleted, or a killed process wrote only part of it.
  }
}
