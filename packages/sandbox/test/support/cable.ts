import net, { type AddressInfo, type Socket } from "node:net";

/** A way to a server that can be cut. */
export interface Cable extends AsyncDisposable {
  readonly port: number;
  /** Closes all connections, and takes no new ones until it is mended. */
  cut(): void;
  mend(): void;
  /** Leaves all connections open and carries nothing, until it is released. */
  hold(): void;
  release(): void;
}

/** Carries bytes to a port of this machine. */
export async function layCable(to: number): Promise<Cable> {
  const sockets = new Set<Socket>();
  let isCut = false;
  let isHeld = false;
  const server = net.createServer((near) => {
    if (isCut) return void near.destroy();
    const far = net.connect(to, "127.0.0.1");
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket);
      socket.on("error", () => {}); // its close follows
      socket.once("close", () => {
        sockets.delete(socket);
        other.destroy();
      });
      socket.pipe(other);
      if (isHeld) socket.pause();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const cut = (): void => {
    isCut = true;
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: (server.address() as AddressInfo).port,
    cut,
    mend: () => {
      isCut = false;
    },
    hold() {
      isHeld = true;
      for (const socket of sockets) socket.pause();
    },
    release() {
      isHeld = false;
      for (const socket of sockets) socket.resume();
    },
    async [Symbol.asyncDispose]() {
      cut();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
