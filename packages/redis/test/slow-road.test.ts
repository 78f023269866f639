import { once } from "node:events";
import net, { type AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { startSlowRoad } from "./support/slow-road.js";

test("issue 21: bytes stay in order on a slow connection", async () => {
  const received: Buffer[] = [];
  const server = net.createServer((socket) => socket.on("data", (chunk: Buffer) => received.push(chunk)));
  await once(server.listen(0, "127.0.0.1"), "listening");
  // Each chunk is due a fraction of a millisecond after the one before, so that their timers have different durations.
  let draws = 0;
  const road = await startSlowRoad((server.address() as AddressInfo).port, () => 20 - ((draws += 1) % 20));
  const socket = net.connect(road.port, "127.0.0.1").setNoDelay();
  onTestFinished(async () => {
    socket.destroy();
    await road.close();
    await new Promise((resolve) => server.close(resolve));
  });
  const sent: string[] = [];
  for (let index = 0; index < 600; index += 1) {
    sent.push(`${index};`);
    socket.write(sent[index]!);
    await new Promise((resolve) => setImmediate(resolve));
  }
  const all = sent.join("");
  await expect.poll(() => Buffer.concat(received).length).toBe(all.length);
  expect(Buffer.concat(received).toString()).toBe(all);
});
