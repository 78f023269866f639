// Run with --expose-gc: prints the bytes of heap that sends take while they wait for the limit, by how many wait, and what is left
// of them after they have been aborted.
import { Sendo } from "../../dist/index.js";

// Never answers, so that whoever comes after the first one waits.
const transport = { start: () => ({ result: new Promise(() => {}), cancel: () => true }) };
const sendo = new Sendo({
  apiKey: "sandbox_k",
  baseUrl: "https://127.0.0.1",
  campaign: "c",
  requestsPerSecond: 1,
  rateLimit: { maxQueue: 200_000 },
  transport,
});
const input = { to: "+12065550142", body: "Your table is ready" };

const heapBytes = async () => {
  await new Promise(setImmediate);
  globalThis.gc();
  return process.memoryUsage().heapUsed;
};

async function measure(count) {
  const controller = new globalThis.AbortController();
  const before = await heapBytes();
  const sends = Array.from({ length: count }, () =>
    sendo.messages.send(input, { signal: controller.signal }).catch(({ outcome }) => outcome),
  );
  const during = await heapBytes();
  const { queued } = sendo.rateLimit;
  controller.abort();
  const outcomes = new Set(await Promise.all(sends));
  sends.length = 0;
  return {
    queued: queued.normal,
    bytesEach: (during - before) / count,
    outcomes: [...outcomes],
    left: (await heapBytes()) - before,
  };
}

void sendo.messages.send(input).catch(() => {});
await measure(1000); // compiles everything
const few = await measure(1000);
const many = await measure(30_000);
process.stdout.write(JSON.stringify({ few, many }), () => process.exit());
