// Runs several processes of the app behind one port. WORKERS sets the number (default 4), and REDIS_URL the shared
// Redis.
import cluster, { type Worker } from "node:cluster";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

const count = Number(process.env.WORKERS ?? 4);
if (process.env.REDIS_URL === undefined)
  throw new Error("Several processes share their state on Redis. Set REDIS_URL.");
if (!Number.isInteger(count) || count < 1) throw new Error("WORKERS must be a whole number of at least 1.");

cluster.setupPrimary({ exec: fileURLToPath(new URL("./server.js", import.meta.url)) });
let isClosing = false;
/** @param inPlaceOf - Name of a process that died. The new process resolves its open calls. */
const start = (inPlaceOf = ""): Worker => cluster.fork({ WORKERS: String(count), TAKES_OVER: inPlaceOf });
const workers = Array.from({ length: count }, () => start());
const [{ port }] = (await Promise.all(workers.map((worker) => once(worker, "listening")))).flat() as [{ port: number }];
console.log(`http://127.0.0.1:${port}`);

cluster.on("exit", (worker, code, signal) => {
  if (!isClosing) {
    console.error(`worker ${worker.id} ended (${signal ?? code}); starting another worker`);
    start(String(worker.id));
  } else if (code !== 0) process.exitCode = 1;
  leaveAsLast();
});
cluster.on("disconnect", leaveAsLast);
// A connection that was being passed to a dying process is never released, so it must not keep this process alive.
function leaveAsLast(): void {
  if (isClosing && Object.keys(cluster.workers ?? {}).length === 0) process.exit();
}
const end = (): void => {
  isClosing = true;
  for (const worker of Object.values(cluster.workers ?? {})) worker?.process.kill("SIGTERM");
};
process.once("SIGTERM", end);
process.once("SIGINT", end);
