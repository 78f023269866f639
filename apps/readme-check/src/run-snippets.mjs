// Runs snippets one after another, each as its file arrives: everything up to the end of its top level, with any fixed port replaced
// by a free one. After each, both outputs get an end mark. A server that a snippet has started goes on until the process is ended.
import net from "node:net";

const END_MARK = "\u0004";
const { listen } = net.Server.prototype;
net.Server.prototype.listen = function (first, ...rest) {
  return listen.call(this, typeof first === "number" ? 0 : first, ...rest);
};
process.on("message", async (file) => {
  await import(file).catch((error) => console.error(error));
  await new Promise((resolve) => setImmediate(resolve));
  process.stdout.write(END_MARK);
  process.stderr.write(END_MARK);
});
process.on("disconnect", () => process.exit());
