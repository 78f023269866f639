import {
  execFile,
  execFileSync,
  spawn,
  spawnSync,
  type ChildProcess,
  type SpawnOptionsWithoutStdio,
} from "node:child_process";
import { chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

/** A local PostgreSQL server for tests. It listens only on a socket in its own folder. */
export interface LocalPostgres {
  /** URL for `pg`: `postgresql://…?host=<socket's folder>`. */
  readonly url: string;
  /** Kills the server immediately, as in a crash. Committed data is still there after a {@link restart}. */
  kill(): Promise<void>;
  restart(): Promise<void>;
  close(): Promise<void>;
}

const INSTALL =
  "This test needs a PostgreSQL server. On Debian, run `apt-get install postgresql`. On other systems, add the directory of `pg_config` to the PATH.";
/** Debian installs PostgreSQL here, in one folder per version. */
const DEBIAN = "/usr/lib/postgresql";
const USER = "sendo";

/** Whether PostgreSQL is installed. To install it on Debian, run `apt-get install postgresql`. */
export function hasPostgres(): boolean {
  return binaries() !== undefined;
}

/**
 * Starts a new PostgreSQL server with an empty database.
 *
 * @throws an Error if PostgreSQL is not installed. The message explains how to install it
 */
export async function startPostgres(): Promise<LocalPostgres> {
  const bin = binaries();
  if (bin === undefined) throw new Error(INSTALL);
  const dir = mkdtempSync(join(tmpdir(), "sendo-pg-"));
  const data = join(dir, "data");
  mkdirSync(data, { mode: 0o700 });
  const as = unprivileged();
  if (as.uid !== undefined && as.gid !== undefined) for (const path of [dir, data]) chownSync(path, as.uid, as.gid);
  const options = { ...as, cwd: dir, env: { LC_ALL: "C" } };
  const initdb = ["-D", data, "-U", USER, "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync", "--no-instructions"];
  await promisify(execFile)(join(bin, "initdb"), initdb, options);

  let server: ChildProcess | undefined;
  const listen = async (): Promise<void> => {
    server = await startServer(bin, data, dir, options);
  };
  const end = async (signal: "SIGINT" | "SIGQUIT"): Promise<void> => {
    const child = server;
    server = undefined;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
    child.kill(signal);
    await ended;
  };
  await listen();
  return {
    url: `postgresql://${USER}@localhost/postgres?host=${encodeURIComponent(dir)}`,
    kill: () => end("SIGQUIT"),
    restart: listen,
    async close() {
      await end("SIGQUIT");
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/**
 * Resolves once the server is accepting connections. The tests do not cover machine crashes, so the server does not
 * wait for disk writes (`fsync=off`).
 */
function startServer(
  bin: string,
  data: string,
  socketDir: string,
  options: SpawnOptionsWithoutStdio,
): Promise<ChildProcess> {
  const settings = ["listen_addresses=", `unix_socket_directories=${socketDir}`, "fsync=off", "max_connections=100"];
  const child = spawn(join(bin, "postgres"), ["-D", data, ...settings.flatMap((setting) => ["-c", setting])], {
    ...options,
    stdio: ["ignore", "ignore", "pipe"],
  });
  return new Promise((resolve, reject) => {
    let said = "";
    child.stderr.on("data", (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-4096);
      if (said.includes("ready to accept connections")) resolve(child);
    });
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`postgres ended with ${code} before it was ready: ${said}`)));
  });
}

/** Returns the folder that contains the newest installed server's executables. */
function binaries(): string | undefined {
  const debian = existsSync(DEBIAN) ? readdirSync(DEBIAN).sort((one, other) => Number(other) - Number(one)) : [];
  const found = debian.map((version) => join(DEBIAN, version, "bin")).find((bin) => existsSync(join(bin, "initdb")));
  if (found !== undefined) return found;
  const { status, stdout } = spawnSync("pg_config", ["--bindir"], { encoding: "utf8" });
  const bin = status === 0 ? stdout.trim() : "";
  return existsSync(join(bin, "initdb")) && bin !== "" ? bin : undefined;
}

/** PostgreSQL refuses to run as root, but CI runs as root. */
function unprivileged(): { readonly uid?: number; readonly gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const id = (option: string): number => Number(execFileSync("id", [option, "postgres"], { encoding: "utf8" }));
  return { uid: id("-u"), gid: id("-g") };
}
