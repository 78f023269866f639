import { readFileSync } from "node:fs";

/** A process, in a form that no later process shares: ids are used again, in a container after each start. */
export interface ProcessIdentity {
  readonly pid: number;
  /** When it started, in ticks since the machine did; "0" where the system does not show it. */
  readonly start: string;
}

/** This process. */
export function ownProcess(): ProcessIdentity {
  return { pid: process.pid, start: startOf(process.pid) };
}

/** Whether a process is still there. */
export function isRunning({ pid, start }: ProcessIdentity): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return false; // EPERM: it is another user's
  }
  return startOf(pid) === start;
}

function startOf(pid: number): string {
  try {
    // The 22nd field. The second is the program's name in brackets, which may contain anything.
    return readFileSync(`/proc/${pid}/stat`, "latin1").split(") ").at(-1)!.split(" ")[19]!;
  } catch {
    return "0";
  }
}
