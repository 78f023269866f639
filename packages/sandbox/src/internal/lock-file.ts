import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { isRunning, ownProcess, type ProcessIdentity } from "./process-identity.js";

/** What one process holds for itself. */
export interface LockFile {
  release(): void;
}

/** Who holds it instead. */
export interface LockHolder {
  /** For people: `process 4711`, or `process 1 on sandbox-2`. */
  readonly heldBy: string;
}

/**
 * Takes a lock that no other process can take while this one runs. A lock of a process that was killed is taken over. A lock of another
 * machine is not, since only that machine knows whether its process still runs.
 *
 * @throws What the file system says.
 */
export function takeLock(path: string): LockFile | LockHolder {
  const mine = JSON.stringify({ ...ownProcess(), host: hostname() });
  for (let isFirst = true; ; isFirst = false) {
    try {
      writeFileSync(path, mine, { flag: "wx", mode: 0o600 });
      return { release: () => read(path)?.text === mine && rmSync(path, { force: true }) };
    } catch (error) {
      if (!isFirst || (error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
    const holder = read(path)?.holder;
    if (holder !== undefined && holder.host !== hostname()) {
      return { heldBy: `process ${holder.pid} on ${holder.host}; if that no longer runs, delete ${path}` };
    }
    if (holder !== undefined && isRunning(holder)) return { heldBy: `process ${holder.pid}` };
    rmSync(path, { force: true });
  }
}

interface Holder extends ProcessIdentity {
  readonly host: string;
}

function read(path: string): { readonly text: string; readonly holder: Holder | undefined } | undefined {
  try {
    const text = readFileSync(path, "utf8");
    const { pid, start, host } = JSON.parse(text) as Partial<Holder>;
    const isHolder = typeof pid === "number" && typeof start === "string" && typeof host === "string";
    return { text, holder: isHolder ? { pid, start, host } : undefined };
  } catch {
    return undefined; // gone, or half written by a process that was killed
  }
}
