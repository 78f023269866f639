import { readFileSync } from "node:fs";

/**
 * Uniquely identifies a process. A process id alone is not unique, because systems reuse ids. A container uses the
 * same process ids every time it starts.
 */
export interface ProcessIdentity {
  readonly pid: number;
  /** Start time in ticks since the machine booted, or "0" if the system does not provide the start time. */
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
    // With EPERM, the process exists but belongs to another user.
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return false;
  }
  return startOf(pid) === start;
}

function startOf(pid: number): string {
  try {
    // Field 22 of the file is the start time. Field 2 is the program name in parentheses. The name can contain any
    // characters, including spaces and parentheses.
    return readFileSync(`/proc/${pid}/stat`, "latin1").split(") ").at(-1)!.split(" ")[19]!;
  } catch {
    return "0";
  }
}
