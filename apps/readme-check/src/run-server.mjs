// Runs a snippet whose server goes on, on a free port instead of the fixed one, and prints the port when all of the snippet has run.
import { once } from "node:events";
import net from "node:net";

const { listen } = net.Server.prototype;
let listening;
net.Server.prototype.listen = function (first, ...rest) {
  listening ??= once(this, "listening").then(() => this.address().port);
  const where = typeof first === "object" ? { ...first, port: 0 } : typeof first === "number" ? 0 : first;
  return listen.call(this, where, ...rest);
};
await import(process.argv[2]);
console.log(`port ${await listening}`);
