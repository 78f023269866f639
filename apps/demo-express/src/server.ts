import cluster from "node:cluster";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createDemo } from "./app.js";
import { openShared } from "./shared.js";
import { takeOver } from "./take-over.js";

const line =
  (level: string) =>
  (fields: Record<string, unknown>, message: string): void =>
    console.error(level, message, JSON.stringify(fields));

const logger = { debug: () => {}, info: line("info"), warn: line("warn"), error: line("error") };

// With REDIS_URL, this is one of several processes that share their state on Redis. See `workers.ts`.
const shared = process.env.REDIS_URL === undefined ? undefined : await openShared(process.env.REDIS_URL);
const demo = createDemo({
  sendo: { logger, ...shared?.sendo },
  webhooks: { logger, ...shared?.webhooks },
  ...(shared && { waitlist: shared.waitlist }),
});
// The server listens only on localhost, because the page has no login.
const server = demo.app.listen(Number(process.env.PORT ?? 3000), "127.0.0.1");
await once(server, "listening");
const from = process.env.TAKES_OVER;
const takingOver = shared && from ? takeOver(from, shared.waitlist, demo.client) : undefined;
// The primary process prints the address once for all workers.
if (!cluster.isWorker) console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);

// Stop accepting requests, respond to those in flight, wait for their sends, then exit.
async function shutDown(): Promise<void> {
  const served = new Promise((resolve) => server.close(resolve));
  demo.endStreams();
  // Browsers keep idle connections open, and Node waits for them.
  setInterval(() => server.closeIdleConnections(), 500).unref();
  await takingOver;
  await served;
  await demo.close();
  await shared?.close();
  if (cluster.isWorker) process.disconnect();
}
process.once("SIGTERM", () => void shutDown());
process.once("SIGINT", () => void shutDown());
