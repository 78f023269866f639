import { closeSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";
import { CliError, codeOf } from "../errors/cli-error.js";

/**
 * Keeps a second process from sending the same file. The lock of a process that was killed is taken over.
 *
 * @throws A {@link CliError} `cli_locked`: another process is sending the file.
 */
export function lockFile(path: string): Disposable {
  const isTaken = !tryLock(path);
  if (isTaken && isRunning(Number(readFileSync(path, "utf8"))))
    throw new CliError("cli_locked", "Another process is sending this file. Wait for it, or end it.", "not-sent");
  if (isTaken) {
    rmSync(path, { force: true });
    if (!tryLock(path)) throw new CliError("cli_locked", "Another process has begun to send this file.", "not-sent");
  }
  return { [Symbol.dispose]: () => rmSync(path, { force: true }) };
}

function tryLock(path: string): boolean {
  try {
    const file = openSync(path, "wx");
    writeSync(file, String(process.pid));
    closeSync(file);
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw new CliError("cli_csv", `No file can be written beside the output (${codeOf(error)}).`, "not-sent");
  }
}

function isRunning(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === "EPERM"; // it runs, and belongs to another user
  }
}
