import { createServer, type AddressInfo, type Server } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import type { ListenEvent } from "./message-events.js";
import { postEvent } from "./post-event.js";

const EVENT = { id: "e1", type: "message.incoming", timestamp: "", message: { id: "m1" } } as ListenEvent;

async function listenOn(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

test("a connection that the app closes without a response leaves the outcome unknown", async () => {
  const port = await listenOn(createServer((socket) => void socket.once("data", () => socket.destroy())));
  const posted = await postEvent(new URL(`http://127.0.0.1:${port}/hook`), EVENT, "token");
  expect(posted).toEqual({ state: "unknown", code: "ECONNRESET" });
});

test("a port on which no app listens is not reached", async () => {
  const server = createServer();
  const port = await listenOn(server);
  await new Promise((resolve) => server.close(resolve));
  const posted = await postEvent(new URL(`http://127.0.0.1:${port}/hook`), EVENT, "token");
  expect(posted).toEqual({ state: "not-reached", code: "ECONNREFUSED" });
});

test("an https connection whose handshake fails is not reached", async () => {
  const port = await listenOn(createServer((socket) => void socket.once("data", () => socket.destroy())));
  const posted = await postEvent(new URL(`https://127.0.0.1:${port}/hook`), EVENT, "token");
  expect(posted).toEqual({ state: "not-reached", code: "ECONNRESET" });
});
