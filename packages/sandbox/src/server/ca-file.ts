import { readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { SendoConfigError } from "@sendo/core";
import { invalidOption } from "@sendo/core/adapter";
import { SandboxError } from "../errors/sandbox-error.js";
import { takeLock } from "../internal/lock-file.js";
import { makeTemporaryFolder } from "../internal/temporary-folder.js";
import { codeOf, replaceFile } from "../internal/replace-file.js";

/** The certificate on disk, since a child process gets it as a path. */
export interface CaFile {
  readonly path: string;
  remove(): void;
}

const CERTIFICATE = "-----BEGIN CERTIFICATE-----";

/**
 * @internal Writes the certificate to `path`, which must be free or contain the certificate of an earlier run. Without a path it is
 * written into a folder of its own that only this user can read.
 *
 * @param isKept - Whether the next run has the same certificate, so that the file stays.
 * @throws A {@link SendoConfigError} `config_option_invalid`: something else is there, another sandbox uses it, or it cannot be written.
 * @throws A {@link SandboxError} `option_invalid`: no path was given, and the folder for temporary files cannot be written.
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
      `Nothing can be written to ${tmpdir()} (${codeOf(error)}), where the certificate was to go. ` +
        "Name another place with `caFile` (--ca-file), or with TMPDIR.",
    );
  }
}

function writeTo(path: string, certPem: string, isKept: boolean): CaFile {
  const there = readText(path);
  if (there !== undefined && !there.startsWith(CERTIFICATE)) {
    throw refused(path, "something that is no certificate is there, and is left alone. Name another path");
  }
  try {
    const lock = takeLock(`${path}.lock`);
    if ("heldBy" in lock) {
      throw refused(path, `another sandbox uses it (${lock.heldBy}). Stop that sandbox, or name another path`);
    }
    replaceFile(path, certPem, 0o644); // a certificate is public, and an app in another container may be another user
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
      code === "ENOENT" ? "its folder does not exist; make it first" : `it cannot be written (${code})`,
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
  return invalidOption(`The option \`caFile\` of startSandbox (--ca-file) names ${path}, but ${why}.`);
}
