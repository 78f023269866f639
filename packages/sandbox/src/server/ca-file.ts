import { readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { SendoConfigError } from "@sendo/core";
import { invalidOption } from "@sendo/core/adapter";
import { SandboxError } from "../errors/sandbox-error.js";
import { takeLock } from "../internal/lock-file.js";
import { makeTemporaryFolder } from "../internal/temporary-folder.js";
import { codeOf, replaceFile } from "../internal/replace-file.js";

/** Certificate file on disk, for child processes that need a path. */
export interface CaFile {
  readonly path: string;
  remove(): void;
}

const CERTIFICATE = "-----BEGIN CERTIFICATE-----";

/**
 * @internal Writes the certificate to `path`, which must not exist or must contain the certificate from an earlier run.
 * Without a path, writes it to a new folder that only the current user can read.
 *
 * @param isKept - Whether the next run uses the same certificate, so that `remove()` keeps the file.
 * @throws A {@link SendoConfigError} with code `config_option_invalid` if there is another file at the path, if another
 * sandbox is using the path, or if the path cannot be written to.
 * @throws A {@link SandboxError} with code `option_invalid` if there is no path and the folder for temporary files cannot be
 * written to.
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
        "Set another path with `caFile` (--ca-file), or another folder with TMPDIR.",
    );
  }
}

function writeTo(path: string, certPem: string, isKept: boolean): CaFile {
  const there = readText(path);
  if (there !== undefined && !there.startsWith(CERTIFICATE)) {
    throw refused(
      path,
      "the path contains a file that is not a certificate. The sandbox did not change it. Choose another path",
    );
  }
  try {
    const lock = takeLock(`${path}.lock`);
    if ("heldBy" in lock) {
      throw refused(path, `another sandbox uses it (${lock.heldBy}). Stop that sandbox, or choose another path`);
    }
    replaceFile(path, certPem, 0o644); // the certificate is public, and an app in another container may run as another user
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
  return invalidOption(`The \`caFile\` option of startSandbox (--ca-file) names ${path}, but ${why}.`);
}
