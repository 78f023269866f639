import { neverTwo } from "./never-two.js";

// node dist/run.js [SENDS] [SEED] [RUNTIME...]: sends in runs of 5,000, each with a sandbox and a seed of its own. RUNTIME is the
// command that sends, such as `deno run -A`.
const [sends = "100000", firstSeed = "1", ...runtime] = process.argv.slice(2);

let contradicted = 0;
for (let done = 0, seed = Number(firstSeed); done < Number(sends); done += 5000, seed += 1) {
  const report = await neverTwo({
    seed,
    sends: Math.min(5000, Number(sends) - done),
    ...(runtime.length > 0 && { runtime }),
  });
  contradicted += report.acceptedTwice.length + report.contradictions.length;
  console.log(JSON.stringify({ ...report, happened: Object.fromEntries(report.happened) }));
}
console.log(
  contradicted === 0 ? "No message was accepted twice, and no outcome was wrong." : `${contradicted} contradictions.`,
);
process.exitCode = contradicted === 0 ? 0 : 1;
