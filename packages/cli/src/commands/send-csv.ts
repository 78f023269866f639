import type { BulkProgress, SendoGuard } from "@sendo/core";
import { guardOf, guardOptions } from "../account/guard-options.js";
import type { CsvFiles, CsvPlan, CsvReport } from "../csv/send-rows.js";
import { CliError } from "../errors/cli-error.js";
import { EXIT } from "../errors/exit-codes.js";
import { facts } from "../output/rows.js";
import { command, type Result } from "../table/command.js";
import type { Context } from "../table/context.js";
import { flag, optional, string, whole, type InputOf } from "../table/field.js";
import { counted } from "../output/counted.js";

const input = {
  file: string(
    "<file>",
    "CSV file whose header line names the columns `to` and `body`, and optionally `campaign` and `from`",
  ),
  output: optional(string("--output <path>", "output file for the rows and their outcomes; default: <file>.sent.csv")),
  rate: whole(1, 1000)("--rate <count>", "requests per second", 20),
  ...guardOptions,
  dryRun: flag("--dry-run", "count rows and segments, but send nothing"),
  yes: flag("--yes", "send without confirmation; required if no terminal is attached"),
};

export const sendCsv = command("send-csv", {
  help: "send a message for each row of a CSV file",
  notes: [
    "The output contains the input rows with four additional columns: `sendo_outcome`, `sendo_reference`, `sendo_id` and `sendo_error`. A journal in the same folder records which messages were sent.",
    "After a failure, Ctrl+C or a crash, run the same command again. It skips accepted and rejected rows, and sends rows that were not sent. It looks up rows whose outcome is unknown, and never sends them again.",
    "With `--only-to` or `--country`, recipients that do not match the option are rejected. Rows with rejected recipients get the outcome `not-sent` with the code `guard_rejected`.",
    "You can add rows at the end of the file and correct rejected rows. You cannot change a row that was accepted or whose outcome is unknown.",
  ],
  input,
  examples: [
    "sendo send-csv people.csv",
    "sendo send-csv people.csv --dry-run",
    "sendo send-csv people.csv --rate 5 --yes",
  ],
  run: async (context, given) => {
    const output = given.output ?? given.file.replace(/(\.csv)?$/i, ".sent.csv");
    const files = { input: given.file, output, journal: `${output}.journal` };
    const { planRun } = await import("../csv/send-rows.js");
    const guard = await guardOf(given);
    const plan = await planRun(await context.client(), files, guard);
    if (given.dryRun) return { output: { dryRun: true, ...plan }, lines: facts({ ...plan, sent: "nothing" }) };
    await confirm(context, plan, given.yes);
    return run(context, files, plan, given, guard);
  },
});

async function confirm({ terminal, signal }: Context, plan: CsvPlan, isConfirmed: boolean): Promise<void> {
  if (isConfirmed || plan.toSend === 0) return;
  if (!terminal.canAsk) {
    const message =
      "Nothing was sent, because the command cannot ask for confirmation without a terminal. Add --yes to send the messages, or --dry-run to count them without sending.";
    throw new CliError("cli_confirmation", message, "not-sent");
  }
  terminal.note(facts({ ...plan }));
  const answer = await terminal.ask(`Send ${counted(plan.toSend, "message")}? [y/N] `, signal);
  if (!/^y(es)?$/i.test(answer?.trim() ?? ""))
    throw new CliError("cli_declined", "Nothing was sent, because you did not answer yes.", "not-sent");
}

async function run(
  context: Context,
  files: CsvFiles,
  plan: CsvPlan,
  { rate }: InputOf<typeof input>,
  guard: SendoGuard | undefined,
): Promise<Result> {
  const { lockFile } = await import("../csv/lock-file.js");
  const { sendRows } = await import("../csv/send-rows.js");
  using _lock = lockFile(`${files.journal}.lock`);
  using bar = await progressBar(context, plan.toSend + plan.invalid + plan.rejectedByGuard);
  const report = await sendRows({
    files,
    signal: context.signal,
    connect: (beforeAttempt) =>
      context.client({
        requestsPerSecond: rate,
        guard,
        attemptHeaders: ({ reference }) => {
          beforeAttempt(reference);
          return undefined;
        },
      }),
    onProgress: (progress) => bar.show(progress),
  });
  const result = { ...report, output: files.output };
  return { output: result, lines: facts(result), exitCode: context.signal.aborted ? EXIT.stopped : exitCodeOf(report) };
}

function exitCodeOf(report: CsvReport): number {
  if (report.unknown > 0) return EXIT.unknown;
  if (report.rejected > 0) return EXIT.rejected;
  return report["not-sent"] > 0 ? EXIT.notSent : EXIT.done;
}

/** Shows a progress bar on stderr if stderr is a terminal. */
async function progressBar(
  { terminal }: Context,
  total: number,
): Promise<Disposable & { show(progress: BulkProgress): void }> {
  if (!terminal.isWatched) return { show: () => undefined, [Symbol.dispose]: () => undefined };
  const { default: progress } = await import("cli-progress");
  const bar = new progress.SingleBar({
    format: "{bar} {value} of {total} | {perSecond}/s | {unknown} unknown | {failed} failed",
  });
  bar.start(total, 0, { perSecond: "0.0", unknown: 0, failed: 0 });
  return {
    show: ({ accepted, rejected, notSent, unknown, perSecond }) =>
      bar.update(accepted + rejected + notSent + unknown, {
        ...{ perSecond: perSecond.toFixed(1), unknown, failed: rejected + notSent },
      }),
    [Symbol.dispose]: () => bar.stop(),
  };
}
