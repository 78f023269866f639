import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** How the server keeps what it is told. */
export interface LocalRedisOptions {
  /** Whether each write is on disk before it is answered (`appendonly yes`, `appendfsync always`). @defaultValue `false` */
  appendOnly?: boolean;
  /** The port of the server of which it becomes a replica. @defaultValue none */
  replicaOf?: number;
  /** Whether it is a node of a cluster: one that does not serve before slots are given to it. @defaultValue `false` */
  cluster?: boolean;
}

/** A real Redis for tests, on this machine only. */
export interface LocalRedis {
  readonly url: string;
  readonly port: number;
  /** By which nodes of a cluster talk; `0` where it is none. */
  readonly busPort: number;
  /** Stops answering while connections stay open, as a machine that stalls does. */
  pause(): void;
  resume(): void;
  /** Ends it without a word. What was not on disk is lost. */
  kill(): Promise<void>;
  /** Starts it again after {@link kill}, on the same port, with what was on disk. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** Whether this machine has `redis-server`: on Debian, `apt-get install redis-server`. */
export function hasRedis(): boolean {
  return spawnSync("redis-server", ["--version"], { stdio: "ignore" }).status === 0;
}

/** Starts a Redis of its own on a free port. */
export async function startRedis({
  appendOnly = false,
  replicaOf,
  cluster = false,
}: LocalRedisOptions = {}): Promise<LocalRedis> {
  const dir = mkdtempSync(join(tmpdir(), "sendo-redis-"));
  const persistence = appendOnly ? ["--appendonly", "yes", "--appendfsync", "always"] : ["--appendonly", "no"];
  const part = [
    // A replica is sent everything at once, and not after five seconds.
    ...["--repl-diskless-sync-delay", "0"],
    ...(replicaOf === undefined ? [] : ["--replicaof", `127.0.0.1 ${replicaOf}`]),
    ...(cluster ? ["--cluster-enabled", "yes"] : []),
  ];
  let port = 0;
  let busPort = 0;
  let server: ChildProcess | undefined;

  const listen = async (): Promise<void> => {
    const child = spawn(
      "redis-server",
      [
        ...["--port", String(port), "--bind", "127.0.0.1", "--dir", dir, "--save", "", "--daemonize", "no"],
        ...persistence,
        ...part,
        ...(cluster ? ["--cluster-port", String(busPort)] : []),
      ],
      { stdio: ["ignore", "pipe", "ignore"] },
    );
    server = child;
    await new Promise<void>((resolve, reject) => {
      let said = "";
      child.stdout.on("data", (chunk: Buffer) => {
        said = (said + chunk.toString()).slice(-4096);
        if (said.includes("Ready to accept connections")) resolve();
      });
      child.once("error", reject);
      child.once("exit", (code) => reject(new Error(`redis-server ended with ${code} before it was ready: ${said}`)));
    });
  };
  const end = async (): Promise<void> => {
    const child = server;
    server = undefined;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
    child.kill("SIGKILL");
    await ended;
  };

  // Redis takes no port 0. Between finding a free one and taking it, somebody else can be faster.
  for (let attempt = 1; ; attempt += 1) {
    port = await freePort();
    if (cluster) busPort = await freePort();
    try {
      await listen();
      break;
    } catch (error) {
      if (attempt === 5) throw error;
    }
  }
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    busPort,
    pause: () => void server?.kill("SIGSTOP"),
    resume: () => void server?.kill("SIGCONT"),
    kill: end,
    restart: listen,
    async close() {
      await end();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return port;
}
