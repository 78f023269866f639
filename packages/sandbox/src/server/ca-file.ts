import { readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { SendoConfigError } from "@sendo/core";
import { invalidOption } from "@sendo/core/adapter";
import { SandboxError } from "../errors/sandbox-error.js";
import { takeLock } from "../internal/lock-file.js";
import { makeTemporaryFolder } from "../internal/temporary-folder.js";
import { codeOf, replaceFile } from "../internal/replace-file.js";

/** Certificate file for child processes that need a path. */
export interface CaFile {
  readonly path: string;
  remove(): void;
}

const CERTIFICATE = "-----BEGIN CERTIFICATE-----";

/**
 * @internal Writes the certificate to `path`. If a file already exists there, it must be a certificate. Without `path`, the
 * certificate is written to a new folder that only the current user can read.
 *
 * @param isKept - Whether the next run uses the same certificate. If so, `remove()` does not delete the file.
 * @throws A {@link SendoConfigError} with code `config_option_invalid` if the file at `path` is not a certificate, is
 * not writable or is in use by another sandbox.
 * @throws A {@link SandboxError} with code `option_invalid` if `path` is not set and the folder for temporary files is
 * not writable.
 */
export function writeCaFile(certPem: string, path?: string, isKept = false): CaFile {
  return path === undefined ? writeToOwnFolder(certPem) : writeTo(resolve(path), certPem, isKept);
}

function writeToOwnFolder(certPem: string): CaFile {
  try {
    const folder = makeTemporaryFolder();
    const path = join(folder, "ca.pem");
    replaceFile(path, certPem);
    return { path, remove: () => rmSync(folder, { recursive: true, force: true }) };
  } catch (error) {
    throw new SandboxError(
      "option_invalid",
      `The certificate cannot be written to ${tmpdir()} (${codeOf(error)}). ` +
        "To use a different path, set `caFile` (--ca-file). To use a different folder, set TMPDIR.",
    );
  }
}

function writeTo(path: string, certPem: string, isKept: boolean): CaFile {
  const there = readText(path);
  if (there !== undefined && !there.startsWith(CERTIFICATE)) {
    throw refused(path, "that file is not a certificate. The sandbox did not change the file. Choose another path");
  }
  try {
    const lock = takeLock(`${path}.lock`);
    if ("heldBy" in lock) {
      throw refused(path, `another sandbox is using it (${lock.heldBy}). Stop that sandbox, or choose another path`);
    }
    // All users are allowed to read the file, because an app in another container might run as a different user. A
    // certificate contains no secrets.
    replaceFile(path, certPem, 0o644);
    return {
      path,
      remove() {
        if (!isKept && readText(path) === certPem) rmSync(path, { force: true });
        lock.release();
      },
    };
  } catch (error) {
    const code = codeOf(error);
    if (code === "config_option_invalid") throw error;
    throw refused(
      path,
      code === "ENOENT" ? "its folder does not exist. Create the folder first" : `it cannot be written (${code})`,
    );
  }
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    const code = codeOf(error);
    if (code === "ENOENT") return undefined;
    throw refused(path, `it cannot be read (${code})`);
  }
}

function refused(path: string, why: string): SendoConfigError {
  return invalidOption(`The \`caFile\` option of startSandbox (--ca-file) is set to ${path}, but ${why}.`);
}
