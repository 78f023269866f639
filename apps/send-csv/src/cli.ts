import { parseArgs } from "node:util";
import { isSendoError, Sendo } from "@sendo/core";
import { SingleBar } from "cli-progress";
import { sendCsv } from "./send-csv.js";

const USAGE = "usage: send-csv INPUT.csv [OUTPUT.csv]   (columns: to, body, and perhaps campaign and from)";

const { positionals } = parseArgs({ allowPositionals: true });
const [input, output = input?.replace(/(\.csv)?$/, ".sent.csv")] = positionals;
if (input === undefined || output === undefined) {
  console.error(USAGE);
  process.exit(2);
}

const stop = new AbortController();
process.once("SIGINT", () => stop.abort());

const bar = new SingleBar({ format: "{bar} {value} settled | {perSecond}/s | {unknown} unknown | {failed} failed" });
bar.start(0, 0, { perSecond: "0.0", unknown: 0, failed: 0 });
try {
  await using sendo = new Sendo();
  const { rows, ...counts } = await sendCsv({
    sendo,
    input,
    output,
    signal: stop.signal,
    onProgress: ({ read, accepted, rejected, notSent, unknown, perSecond }) => {
      bar.setTotal(read);
      bar.update(accepted + rejected + notSent + unknown, {
        perSecond: perSecond.toFixed(1),
        unknown,
        failed: rejected + notSent,
      });
    },
  });
  bar.stop();
  console.log(
    `${rows} rows in ${output}: ${Object.entries(counts)
      .map(([what, count]) => `${count} ${what}`)
      .join(", ")}`,
  );
  if (counts.unknown > 0)
    console.log("Rows whose outcome is unknown may have been sent: run this again on the output to look them up.");
} catch (error) {
  bar.stop();
  console.error(isSendoError(error) ? error.message : error);
  process.exitCode = 1;
}
