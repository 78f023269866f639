import net, { type AddressInfo, type Socket } from "node:net";

/** A road to a server on which everything takes a while, in both directions. */
export interface SlowRoad {
  readonly port: number;
  /** Ends it, and every connection on it. */
  close(): Promise<void>;
}

/**
 * @param targetPort - Where it leads; asked for each connection.
 * @param legMs - Draws how long one way takes; on one connection nothing overtakes.
 */
export async function startSlowRoad(targetPort: number | (() => number), legMs: () => number): Promise<SlowRoad> {
  const sockets = new Set<Socket>();
  const lead = (from: Socket, to: Socket): void => {
    let clearAtMs = 0;
    const steps: (() => void)[] = [];
    const later = (run: () => void): void => {
      const now = performance.now();
      clearAtMs = Math.max(clearAtMs, now + legMs());
      steps.push(run);
      // Node keeps timers in whole milliseconds, so a later timer can fire first: whichever fires runs the oldest step.
      setTimeout(() => steps.shift()!(), clearAtMs - now);
    };
    from.on("data", (chunk: Buffer) => later(() => void to.write(chunk)));
    from.on("end", () => later(() => to.end()));
    from.on("error", () => to.destroy());
    from.on("close", () => {
      sockets.delete(from);
      later(() => to.destroy()); // a server that was killed ends nothing
    });
    sockets.add(from);
  };
  const server = net.createServer((socket) => {
    const target = net.connect(typeof targetPort === "number" ? targetPort : targetPort(), "127.0.0.1");
    socket.setNoDelay();
    target.setNoDelay();
    lead(socket, target);
    lead(target, socket);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}
