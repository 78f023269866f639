import { runKills } from "./kill-run.js";
import { runSnapshots } from "./snapshot-run.js";

const withNights = process.argv.includes("--nights");
const args = process.argv.slice(2).filter((argument) => argument !== "--nights");
const isWithoutAof = args[0] === "--no-aof";
if (isWithoutAof) {
  const [seed = "1", messages = "1000", redisRestarts = "3", workers = "2"] = args.slice(1);
  const report = await runSnapshots({
    seed: Number(seed),
    messages: Number(messages),
    redisRestarts: Number(redisRestarts),
    workers: Number(workers),
  });
  process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  process.exitCode = report.unexplained.length === 0 ? 0 : 1;
} else {
  const [seed = "1", messages = "10000", kills = "200", redisRestarts = "10", workers = "4", accounts = "1", pace] =
    args;
  const report = await runKills({
    seed: Number(seed),
    messages: Number(messages),
    kills: Number(kills),
    redisRestarts: Number(redisRestarts),
    workers: Number(workers),
    accounts: Number(accounts),
    withNights,
    pace: pace === undefined ? undefined : Number(pace),
    log: (line) => void process.stderr.write(`${line}\n`),
  });
  process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  process.exitCode = report.lost.length + report.acceptedTwice.length + report.contradictions.length === 0 ? 0 : 1;
}
