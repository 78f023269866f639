// One client in a process of its own: overhead-run.mjs BASE CLIENT CONCURRENCY WARM CALLS. Prints CPU and wall time a call.
import { performance } from "node:perf_hooks";
import { clients } from "./overhead-clients.mjs";

const [base, name, ...numbers] = process.argv.slice(2);
const [concurrency, warm, calls] = numbers.map(Number);
const call = await clients[name](base);

async function make(count) {
  let left = count;
  const worker = async () => {
    while (left-- > 0) await call();
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
}

await make(warm);
const cpu = process.cpuUsage();
const startedMs = performance.now();
await make(calls);
const { user, system } = process.cpuUsage(cpu);
const wallUs = (performance.now() - startedMs) * 1000;
process.stdout.write(JSON.stringify({ cpuUs: (user + system) / calls, wallUs: wallUs / calls }), () => process.exit());
