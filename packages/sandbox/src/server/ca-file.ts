import { mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { SendoConfigError } from "@sendo/core";
import { invalidOption } from "@sendo/core/adapter";
import { SandboxError } from "../errors/sandbox-error.js";

/** The authority's certificate on disk, since a child process is told of it by a path. */
export interface CaFile {
  readonly path: string;
  remove(): Promise<void>;
}

const CERTIFICATE = "-----BEGIN CERTIFICATE-----";

/**
 * @internal Writes it to `path`, which must be free or hold a certificate of an earlier run; without one into a folder of
 * its own. Readable by this user only.
 *
 * @throws A {@link SendoConfigError} `config_option_invalid`: something else is there, or it cannot be written.
 * @throws A {@link SandboxError} `option_invalid`: no path was given, and the folder for temporary files cannot be written.
 */
export async function writeCaFile(caPem: string, path?: string): Promise<CaFile> {
  if (path !== undefined) return await writeTo(resolve(path), caPem);
  const { folder, file } = await writeToOwnFolder(caPem);
  return { path: file, remove: () => rm(folder, { recursive: true, force: true }) };
}

async function writeToOwnFolder(caPem: string): Promise<{ readonly folder: string; readonly file: string }> {
  try {
    const folder = await mkdtemp(join(tmpdir(), "sendo-sandbox-"));
    const file = join(folder, "ca.pem");
    await writeFile(file, caPem, { mode: 0o600, flag: "wx" });
    return { folder, file };
  } catch (error) {
    throw new SandboxError(
      "option_invalid",
      `Nothing can be written to ${tmpdir()} (${codeOf(error)}), where the certificate was to go. ` +
        "Name another place by `caFile` (--ca-file), or by TMPDIR.",
    );
  }
}

async function writeTo(path: string, caPem: string): Promise<CaFile> {
  const there = await readText(path);
  if (there !== undefined && !there.startsWith(CERTIFICATE)) {
    throw refused(path, "something that is no certificate is there, and is left alone. Name another path");
  }
  try {
    // Whoever reads it meanwhile gets the old one or the new one, never a half.
    const fresh = `${path}.${process.pid}.new`;
    await writeFile(fresh, caPem, { mode: 0o600 });
    await rename(fresh, path);
  } catch (error) {
    const code = codeOf(error);
    throw refused(
      path,
      code === "ENOENT" ? "its folder does not exist; make it first" : `it cannot be written (${code})`,
    );
  }
  return {
    path,
    async remove() {
      if ((await readText(path)) === caPem) await rm(path, { force: true }); // it may be a later run's by now
    },
  };
}

async function readText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    const code = codeOf(error);
    if (code === "ENOENT") return undefined;
    throw refused(path, `it cannot be read (${code})`);
  }
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? "unknown reason";
}

function refused(path: string, why: string): SendoConfigError {
  return invalidOption(`The option \`caFile\` of startSandbox (--ca-file) names ${path}, but ${why}.`);
}
