import { spawn } from "node:child_process";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import type { OutboxRow } from "@sendo/bullmq";
import { sendoErrorHandler } from "@sendo/express";
import express, { type Request } from "express";
import { openOutbox } from "./open-outbox.js";
import { outboxBoard } from "./outbox-board.js";

const { outbox, close } = openOutbox();
const app = express();
app.use("/board", outboxBoard(outbox, "/board"));
app.post("/messages", express.json(), async (request: Request<object, unknown, OutboxRow>, response) => {
  const { idempotencyKey, priority, delayMs, ...message } = request.body;
  response.status(202).json(await outbox.enqueue(message, { idempotencyKey, priority, delayMs }));
});
app.get("/messages/:key", async (request, response) => {
  const message = await outbox.find(request.params.key);
  response.status(message ? 200 : 404).json(message ?? { error: "No message has this key." });
});
app.use(sendoErrorHandler({ validation: true }));

// Workers send in separate processes.
const path = fileURLToPath(new URL("./worker.js", import.meta.url));
const workers = Array.from({ length: 2 }, () =>
  spawn(process.execPath, [path], { stdio: ["ignore", "ignore", "inherit"] }),
);
const left = workers.map((worker) => once(worker, "exit"));
// The server listens only on localhost, because the board has no login.
const server = app.listen(Number(process.env.PORT ?? 3000), "127.0.0.1");
await once(server, "listening");
console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);

async function shutDown(): Promise<void> {
  const served = new Promise((resolve) => server.close(resolve));
  for (const worker of workers) worker.kill("SIGTERM");
  await Promise.all(left);
  // Browsers keep idle connections open, and Node waits for them.
  setInterval(() => server.closeIdleConnections(), 500).unref();
  await served;
  await close();
}
process.once("SIGTERM", () => void shutDown());
process.once("SIGINT", () => void shutDown());
