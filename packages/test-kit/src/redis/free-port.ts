import { createServer, type AddressInfo } from "node:net";

const ATTEMPTS = 5;

/**
 * Calls `listen` with a free port, because Redis does not accept port 0. Another process could take the port first, so
 * this function makes several attempts.
 */
export async function onFreePort(listen: (port: number) => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await listen(await freePort());
    } catch (error) {
      if (attempt === ATTEMPTS) throw error;
    }
  }
}

/** Returns a local port that is currently free. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return port;
}
