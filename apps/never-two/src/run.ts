import { neverTwo } from "./never-two.js";

// node dist/run.js [SENDS] [SEED]: sends in runs of 5,000, each with a sandbox and a seed of its own.
const [sends = 100_000, firstSeed = 1] = process.argv.slice(2).map(Number);

let contradicted = 0;
for (let done = 0, seed = firstSeed; done < sends; done += 5000, seed += 1) {
  const report = await neverTwo({ seed, sends: Math.min(5000, sends - done) });
  contradicted += report.acceptedTwice.length + report.contradictions.length;
  console.log(JSON.stringify({ ...report, happened: Object.fromEntries(report.happened) }));
}
console.log(
  contradicted === 0 ? "No text was accepted twice, and no outcome was wrong." : `${contradicted} contradictions.`,
);
process.exitCode = contradicted === 0 ? 0 : 1;
