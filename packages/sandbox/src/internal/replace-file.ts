import { chmodSync, renameSync, rmSync, writeFileSync } from "node:fs";

/**
 * Writes a file atomically, so that a reader sees either the old or the new content.
 *
 * @param mode - File permissions. @defaultValue `0o600`: only the current user has access
 * @throws The file system's error. If writing fails, the old content remains unchanged.
 */
export function replaceFile(path: string, content: string | Buffer, mode = 0o600): void {
  const fresh = `${path}.sendo-new`;
  try {
    writeFileSync(fresh, content, { mode });
    // `writeFileSync` applies the umask. It does not change the permissions of a file that an earlier run left behind.
    chmodSync(fresh, mode);
    renameSync(fresh, path);
  } catch (error) {
    rmSync(fresh, { force: true });
    throw error;
  }
}

/** Returns the code of a file system error, for use in error messages. */
export function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? "unknown reason";
}
