// Run with --expose-gc: prints the bytes of heap in use during a bulk run of half a million rows, taken at nine moments.
import { Sendo } from "../../dist/index.js";

const answer = { response: { httpStatus: 200, headers: {}, body: '{"success":true,"id":"m"}', complete: true } };
const sendo = new Sendo({
  apiKey: "sandbox_k",
  baseUrl: "https://127.0.0.1",
  campaign: "c",
  requestsPerSecond: false,
  transport: { start: () => ({ result: Promise.resolve(answer), cancel: () => true }) },
});

const ROWS = 500_000;
function* rows() {
  for (let line = 0; line < ROWS; line += 1) yield { to: "+12065550142", body: "x".repeat(100), context: { line } };
}

const heapBytes = [];
let settled = 0;
for await (const { outcome } of sendo.messages.sendMany(rows())) {
  if (outcome !== "accepted") throw new Error(outcome);
  settled += 1;
  if (settled % (ROWS / 10) === 0 && settled < ROWS) {
    globalThis.gc();
    heapBytes.push(process.memoryUsage().heapUsed);
  }
}
console.log(JSON.stringify({ settled, heapBytes }));
