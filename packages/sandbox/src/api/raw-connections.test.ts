import { EventEmitter } from "node:events";
import type { Socket } from "node:net";
import { expect, test } from "vitest";
import { trackRawConnections } from "./raw-connections.js";

const connection = (remoteAddress: string | undefined, remotePort: number | undefined, reset: string[]) =>
  Object.assign(new EventEmitter(), {
    ...{ remoteAddress, remotePort },
    destroy: () => void reset.push(`${remoteAddress} destroyed`),
    resetAndDestroy: () => void reset.push(`${remoteAddress} reset`),
  }) as unknown as Socket;

test("two clients that use the same port are told apart by their addresses", () => {
  const server = new EventEmitter();
  const resetConnection = trackRawConnections(server as never);
  const reset: string[] = [];
  const [first, second] = ["172.17.0.2", "172.17.0.3"].map((address) => connection(address, 40_000, reset));
  server.emit("connection", first);
  server.emit("connection", second);
  resetConnection({ remoteAddress: "172.17.0.2", remotePort: 40_000 } as Socket);
  expect(reset).toEqual(["172.17.0.2 reset"]);
  second!.emit("close");
  resetConnection(connection("172.17.0.3", 40_000, reset));
  expect(reset).toEqual(["172.17.0.2 reset", "172.17.0.3 destroyed"]);
  resetConnection(null);
});
