// One process from its start to its first answered message: first-call-run.mjs BASE CLIENT. Prints the CPU time of all of it.
import { clients } from "./first-call-clients.mjs";

const [base, name] = process.argv.slice(2);
await (
  await clients[name](base)
)();
const { user, system } = process.cpuUsage();
process.stdout.write(String(user + system), () => process.exit());
