import { runKills } from "./kill-run.js";

const [seed = "1", texts = "10000", kills = "200", redisRestarts = "10", workers = "4"] = process.argv.slice(2);
const report = await runKills({
  seed: Number(seed),
  texts: Number(texts),
  kills: Number(kills),
  redisRestarts: Number(redisRestarts),
  workers: Number(workers),
  log: (line) => void process.stderr.write(`${line}\n`),
});
process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
process.exitCode = report.lost.length + report.acceptedTwice.length + report.contradictions.length === 0 ? 0 : 1;
