// Runs one snippet: everything up to the end of its top level, with any fixed port replaced by a free one. A server that it has
// started would go on for ever, so the process ends here.
import net from "node:net";

const { listen } = net.Server.prototype;
net.Server.prototype.listen = function (first, ...rest) {
  return listen.call(this, typeof first === "number" ? 0 : first, ...rest);
};
await import(process.argv[2]);
await new Promise((resolve) => setImmediate(resolve));
process.exit(0);
