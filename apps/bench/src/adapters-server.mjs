// One app of `adapters` in a process of its own: adapters-server.mjs FRAMEWORK KIND. Counts the CPU that it uses between two questions.
import { startApp } from "./adapters-apps.mjs";

const [framework, kind] = process.argv.slice(2);
const { port, handled } = await startApp(framework, kind);
let usedBefore;
process.on("message", ({ ticket, command }) => {
  if (command === "begin") {
    handled.count = 0;
    usedBefore = process.cpuUsage();
    process.send({ ticket, value: true });
    return;
  }
  const { user, system } = process.cpuUsage(usedBefore);
  process.send({ ticket, value: { cpuUs: user + system, handled: handled.count } });
});
process.on("disconnect", () => process.exit());
process.send({ port });
