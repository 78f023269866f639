// One copy of the client in a process of its own: unheard-trace-run.mjs ENTRY WARM CALLS. Prints CPU per call in microseconds.
import { pathToFileURL } from "node:url";

const [entry, ...numbers] = process.argv.slice(2);
const [warm, calls] = numbers.map(Number);
const { Sendo } = await import(pathToFileURL(entry).href);
const response = {
  httpStatus: 200,
  headers: { "content-type": "application/json" },
  body: JSON.stringify({ success: true, id: "message-1" }),
  complete: true,
};
const transport = { start: () => ({ result: Promise.resolve({ response }), cancel: () => true }) };
const sendo = new Sendo({ apiKey: "bench0000000000", campaign: "c", requestsPerSecond: false, transport });

async function make(count) {
  for (let made = 0; made < count; made += 1)
    await sendo.messages.send({ to: "+12065550142", body: "Your table is ready" });
}

await make(warm);
const cpu = process.cpuUsage();
await make(calls);
const { user, system } = process.cpuUsage(cpu);
process.stdout.write(String((user + system) / calls), () => process.exit());
