import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onFreePort } from "./free-port.js";
import type { LocalRedis } from "./local-redis.js";
import { RedisProcess } from "./redis-process.js";

/** Options for {@link startSentinels}. */
export interface LocalSentinelsOptions {
  /** The primary. The sentinels find its replicas automatically. */
  of: LocalRedis;
  /** Time without a response after which a sentinel considers a server down, in milliseconds. @defaultValue `500` */
  downAfterMs?: number;
}

/** Three sentinels. At least two sentinels must agree that the primary is down. */
export interface LocalSentinels {
  /** The sentinels' name for the primary. */
  readonly name: string;
  readonly addresses: readonly { readonly host: string; readonly port: number }[];
  close(): Promise<void>;
}

const NAME = "primary";
const COUNT = 3;
const QUORUM = 2;
const FAILOVER_TIMEOUT_MS = 5_000;

/**
 * Starts three sentinels on free ports. When the promise resolves, the sentinels accept commands. They need a few more
 * seconds to find each other and the replicas. To see what a sentinel has found so far, read `num-other-sentinels` and
 * `num-slaves` in the response to `SENTINEL MASTER primary`.
 */
export async function startSentinels({ of, downAfterMs = 500 }: LocalSentinelsOptions): Promise<LocalSentinels> {
  const dir = mkdtempSync(join(tmpdir(), "sendo-sentinel-"));
  const sentinels = await Promise.all(
    Array.from({ length: COUNT }, async (_, index) => {
      // A sentinel stores its state in this file and does not start if the file is not writable.
      const file = join(dir, `sentinel-${index}.conf`);
      const process = new RedisProcess({
        args: () => [file, "--sentinel"],
        readyLine: `+monitor master ${NAME}`,
      });
      let port = 0;
      await onFreePort(async (free) => {
        port = free;
        const lines = [
          `port ${port}`,
          "bind 127.0.0.1",
          `dir ${dir}`,
          `sentinel monitor ${NAME} 127.0.0.1 ${of.port} ${QUORUM}`,
          `sentinel down-after-milliseconds ${NAME} ${downAfterMs}`,
          `sentinel failover-timeout ${NAME} ${FAILOVER_TIMEOUT_MS}`,
        ];
        writeFileSync(file, `${lines.join("\n")}\n`);
        await process.start();
      });
      return { port, process };
    }),
  );
  return {
    name: NAME,
    addresses: sentinels.map(({ port }) => ({ host: "127.0.0.1", port })),
    async close() {
      await Promise.all(sentinels.map(({ process }) => process.kill()));
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
