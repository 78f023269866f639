// Run with --expose-gc: prints the bytes of heap in use during a bulk run, measured nine times.
// "slow": the rows of an asynchronous source, which come and settle in turns of their own, while the first one takes until the end.
import { Sendo } from "../../dist/index.js";

/* global AbortController */
const isSlow = process.argv[2] === "slow";
const answer = { response: { httpStatus: 200, headers: {}, body: '{"success":true,"id":"m"}', complete: true } };
const sendo = new Sendo({
  apiKey: "sandbox_k",
  baseUrl: "https://127.0.0.1",
  campaign: "c",
  requestsPerSecond: false,
  timeoutMs: 600_000,
  transport: { start: () => ({ result: isSlow ? slowAnswer() : Promise.resolve(answer), cancel: () => true }) },
});

const ROWS = isSlow ? 60_000 : 200_000;
let answerFirst;
function slowAnswer() {
  if (answerFirst === undefined) return new Promise((resolve) => (answerFirst = () => resolve(answer)));
  return new Promise((resolve) => setImmediate(() => resolve(answer)));
}
function* rows() {
  for (let line = 0; line < ROWS; line += 1) yield { to: "+12065550142", body: "x".repeat(100), context: { line } };
}

async function* slowRows() {
  for (const row of rows()) {
    if (row.context.line % 10 === 0) await new Promise((resolve) => setImmediate(resolve));
    yield row;
  }
  answerFirst();
}

const heapBytes = [];
let settled = 0;
for await (const { outcome } of sendo.messages.sendMany(isSlow ? slowRows() : rows(), {
  signal: new AbortController().signal,
})) {
  if (outcome !== "accepted") throw new Error(outcome);
  settled += 1;
  if (settled % (ROWS / 10) === 0 && settled < ROWS) {
    globalThis.gc();
    heapBytes.push(process.memoryUsage().heapUsed);
  }
}
console.log(JSON.stringify({ settled, heapBytes }));
