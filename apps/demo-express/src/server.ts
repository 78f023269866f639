import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createDemo } from "./app.js";

const line =
  (level: string) =>
  (fields: Record<string, unknown>, message: string): void =>
    console.error(level, message, JSON.stringify(fields));

const logger = { debug: () => {}, info: line("info"), warn: line("warn"), error: line("error") };

const demo = createDemo({ sendo: { logger }, webhooks: { logger } });
// This machine only: the page has no log-in.
const server = demo.app.listen(Number(process.env.PORT ?? 3000), "127.0.0.1");
await once(server, "listening");
console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);

// Stop taking requests, let the sends under way finish, then leave.
async function shutDown(): Promise<void> {
  const served = new Promise((resolve) => server.close(resolve));
  await demo.close();
  // Browsers keep connections open that carry no request; Node waits for those.
  setTimeout(() => server.closeAllConnections(), 500).unref();
  await served;
}
process.once("SIGTERM", () => void shutDown());
process.once("SIGINT", () => void shutDown());
