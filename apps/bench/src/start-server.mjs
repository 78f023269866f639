import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** Starts a server in a process of its own, so that its work is not counted as, and does not delay, the client's. */
export async function startServer(file, args = [], env = {}) {
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), args, {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
    env: { ...process.env, ...env },
  });
  const [{ port, ports, ca }] = await once(child, "message");
  const waiting = new Map();
  let tickets = 0;
  child.on("message", ({ ticket, value }) => {
    waiting.get(ticket)?.(value);
    waiting.delete(ticket);
  });
  return {
    port,
    ports,
    ca,
    /** Asks the server something over IPC. */
    ask: (command, input) =>
      new Promise((resolve) => {
        const ticket = ++tickets;
        waiting.set(ticket, resolve);
        child.send({ ticket, command, ...input });
      }),
    close: () => child.disconnect(),
  };
}
