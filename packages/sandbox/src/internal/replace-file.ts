import { chmodSync, renameSync, rmSync, writeFileSync } from "node:fs";

/**
 * Writes a file so that a reader gets the old content or the new, and never a part.
 *
 * @param mode - Who can read it. @defaultValue `0o600`, this user only
 * @throws What the file system says. The old content is still there then.
 */
export function replaceFile(path: string, content: string | Buffer, mode = 0o600): void {
  const fresh = `${path}.sendo-new`;
  try {
    writeFileSync(fresh, content, { mode });
    chmodSync(fresh, mode); // whatever the umask, and if an earlier process has left the file
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
