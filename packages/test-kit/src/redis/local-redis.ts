import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort, onFreePort } from "./free-port.js";
import { RedisProcess } from "./redis-process.js";

/** Options for {@link startRedis}. */
export interface LocalRedisOptions {
  /** Whether each write is on disk before Redis responds (`appendonly yes`, `appendfsync always`). @defaultValue `false` */
  appendOnly?: boolean;
  /** Port of the primary that this server replicates. @defaultValue none */
  replicaOf?: number;
  /**
   * Whether the server is a cluster node. A cluster node does not accept commands until it has been assigned slots.
   *
   * @defaultValue `false`
   */
  cluster?: boolean;
}

/** A local Redis server for tests. */
export interface LocalRedis {
  readonly url: string;
  readonly port: number;
  /** Port of the cluster bus, or `0` if the server is not a cluster node. */
  readonly busPort: number;
  /** Stops responding but keeps connections open, like a stalled machine. */
  pause(): void;
  resume(): void;
  /** Kills the server. Data that was not yet on disk is lost. */
  kill(): Promise<void>;
  /** Restarts the killed server on the same port, with the data that was on disk. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** Whether `redis-server` is installed. To install it on Debian, run `apt-get install redis-server`. */
export function hasRedis(): boolean {
  return spawnSync("redis-server", ["--version"], { stdio: "ignore" }).status === 0;
}

/** Starts a new Redis server on a free port. */
export async function startRedis({
  appendOnly = false,
  replicaOf,
  cluster = false,
}: LocalRedisOptions = {}): Promise<LocalRedis> {
  const dir = mkdtempSync(join(tmpdir(), "sendo-redis-"));
  const persistence = appendOnly ? ["--appendonly", "yes", "--appendfsync", "always"] : ["--appendonly", "no"];
  const part = [
    // With this setting, a replica synchronizes immediately instead of after five seconds.
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
