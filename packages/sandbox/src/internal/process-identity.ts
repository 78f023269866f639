import { readFileSync } from "node:fs";

/**
 * Identifies a process uniquely. A process id alone is not unique, because systems reuse ids, and containers do so
 * every time they start.
 */
export interface ProcessIdentity {
  readonly pid: number;
  /** Start time in ticks since the machine's start, or "0" if the system does not provide it. */
  readonly start: string;
}

/** Returns this process's identity. */
export function ownProcess(): ProcessIdentity {
  return { pid: process.pid, start: startOf(process.pid) };
}

/** Checks whether a process is still running. */
export function isRunning({ pid, start }: ProcessIdentity): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return false; // EPERM: the process belongs to another user
  }
  return startOf(pid) === start;
}

function startOf(pid: number): string {
  try {
    // Field 22 is the start time. Field 2 is the program name in parentheses, which can contain any characters.
    return readFileSync(`/proc/${pid}/stat`, "latin1").split(") ").at(-1)!.split(" ")[19]!;
  } catch {
    return "0";
  }
}
