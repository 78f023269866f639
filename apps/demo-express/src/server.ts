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

// With REDIS_URL it is one of several: what they share is there. See `workers.ts`.
const shared = process.env.REDIS_URL === undefined ? undefined : await openShared(process.env.REDIS_URL);
const demo = createDemo({
  sendo: { logger, ...shared?.sendo },
  webhooks: { logger, ...shared?.webhooks },
  ...(shared && { waitlist: shared.waitlist }),
});
// This machine only: the page has no log-in.
const server = demo.app.listen(Number(process.env.PORT ?? 3000), "127.0.0.1");
await once(server, "listening");
const from = process.env.TAKES_OVER;
const takingOver = shared && from ? takeOver(from, shared.waitlist, demo.client) : undefined;
// The primary says it once for all.
if (!cluster.isWorker) console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);

// Stop accepting requests, respond to those in flight, let their sends finish, then leave.
async function shutDown(): Promise<void> {
  const served = new Promise((resolve) => server.close(resolve));
  demo.endStreams();
  // Browsers keep connections open that carry no request, and Node waits for those.
  setInterval(() => server.closeIdleConnections(), 500).unref();
  await takingOver;
  await served;
  await demo.close();
  await shared?.close();
  if (cluster.isWorker) process.disconnect();
}
process.once("SIGTERM", () => void shutDown());
process.once("SIGINT", () => void shutDown());
