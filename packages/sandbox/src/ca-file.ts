import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The authority's certificate on disk, since a child process is told of it by a path. */
export interface CaFile {
  readonly path: string;
  remove(): Promise<void>;
}

/** @internal Writes it into a folder of its own, readable by this user only. */
export async function writeCaFile(caPem: string): Promise<CaFile> {
  const folder = await mkdtemp(join(tmpdir(), "sendo-sandbox-"));
  const path = join(folder, "ca.pem");
  await writeFile(path, caPem, { mode: 0o600, flag: "wx" });
  return { path, remove: () => rm(folder, { recursive: true, force: true }) };
}
