import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort, onFreePort } from "./free-port.js";
import { RedisProcess } from "./redis-process.js";

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
    ...(replicaOf === undefined ? [] : ["--replicaof", "127.0.0.1", String(replicaOf)]),
    ...(cluster ? ["--cluster-enabled", "yes"] : []),
  ];
  let port = 0;
  let busPort = 0;
  const server = new RedisProcess({
    args: () => [
      ...["--port", String(port), "--bind", "127.0.0.1", "--dir", dir, "--save", "", "--daemonize", "no"],
      ...persistence,
      ...part,
      ...(cluster ? ["--cluster-port", String(busPort)] : []),
    ],
    readyLine: "Ready to accept connections",
  });
  await onFreePort(async (free) => {
    port = free;
    if (cluster) busPort = await freePort();
    await server.start();
  });
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    busPort,
    pause: () => server.signal("SIGSTOP"),
    resume: () => server.signal("SIGCONT"),
    kill: () => server.kill(),
    restart: () => server.start(),
    async close() {
      await server.kill();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
