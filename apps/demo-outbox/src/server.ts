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
app.post("/texts", express.json(), async (request: Request<object, unknown, OutboxRow>, response) => {
  const { idempotencyKey, priority, delayMs, ...text } = request.body;
  response.status(202).json(await outbox.enqueue(text, { idempotencyKey, priority, delayMs }));
});
app.get("/texts/:key", async (request, response) => {
  const text = await outbox.find(request.params.key);
  response.status(text ? 200 : 404).json(text ?? { error: "There is no text of this key." });
});
app.use(sendoErrorHandler({ validation: true }));

// The ones that send, in processes of their own.
const path = fileURLToPath(new URL("./worker.js", import.meta.url));
const workers = Array.from({ length: 2 }, () =>
  spawn(process.execPath, [path], { stdio: ["ignore", "ignore", "inherit"] }),
);
const left = workers.map((worker) => once(worker, "exit"));
// This machine only: the board has no log-in.
const server = app.listen(Number(process.env.PORT ?? 3000), "127.0.0.1");
await once(server, "listening");
console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);

async function shutDown(): Promise<void> {
  const served = new Promise((resolve) => server.close(resolve));
  for (const worker of workers) worker.kill("SIGTERM");
  await Promise.all(left);
  // Browsers keep connections open that carry no request, and Node waits for those.
  setInterval(() => server.closeIdleConnections(), 500).unref();
  await served;
  await close();
}
process.once("SIGTERM", () => void shutDown());
process.once("SIGINT", () => void shutDown());
