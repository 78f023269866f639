import { closeSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";
import { CliError, codeOf } from "../errors/cli-error.js";

/**
 * Prevents two processes from sending the messages in the same file at the same time. A lock left by a killed process is
 * taken over.
 *
 * @throws A {@link CliError} with code `cli_locked` if another process is already sending the messages in the file.
 */
export function lockFile(path: string): Disposable {
  const isTaken = !tryLock(path);
  if (isTaken && isRunning(Number(readFileSync(path, "utf8"))))
    throw new CliError(
      "cli_locked",
      "Another process is sending this file. Wait until it ends, or stop it.",
      "not-sent",
    );
  if (isTaken) {
    rmSync(path, { force: true });
    if (!tryLock(path))
      throw new CliError(
        "cli_locked",
        "Another process is already sending this file. Wait until it ends, or stop it.",
        "not-sent",
      );
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
    throw new CliError(
      "cli_csv",
      `The lock file next to the output file could not be written (${codeOf(error)}). Choose another --output.`,
      "not-sent",
    );
  }
}

function isRunning(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === "EPERM"; // the process runs as another user
  }
}
