import { renameSync, rmSync, writeFileSync } from "node:fs";

/**
 * Writes a file that only this user can read. A reader gets the old content or the new, and never a part.
 *
 * @throws What the file system says. The old content is still there then.
 */
export function writePrivateFile(path: string, content: string | Buffer, mode = 0o600): void {
  const fresh = `${path}.new`;
  try {
    writeFileSync(fresh, content, { mode });
    renameSync(fresh, path);
  } catch (error) {
    rmSync(fresh, { force: true });
    throw error;
  }
}

/** The code of a file system's error, for messages. */
export function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? "unknown reason";
}
