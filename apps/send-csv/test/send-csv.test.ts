import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fakeSendo, type FakeSendo } from "@sendo/core/testing";
import { parse } from "csv-parse/sync";
import { startSandbox } from "@sendo/sandbox";
import { Sendo, type BulkProgress } from "@sendo/core";
import { beforeEach, describe, expect, test } from "vitest";
import { sendCsv, type SendCsvReport } from "../src/index.js";

type Row = Record<string, string>;
let folder: string;
let fake: FakeSendo;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "send-csv-"));
  fake = fakeSendo();
});

const path = (name: string): string => join(folder, name);
const rowsOf = async (name: string): Promise<Row[]> => parse(await readFile(path(name), "utf8"), { columns: true });
const number = (index: number): string => `+1206555${String(index).padStart(4, "0")}`;
const write = (rows: string[], header = "name,to,body"): Promise<void> =>
  writeFile(path("in.csv"), [header, ...rows].join("\n"));
const run = (input = "in.csv", output = "out.csv"): Promise<SendCsvReport> =>
  sendCsv({ sendo: fake.client, input: path(input), output: path(output) });

describe("sendCsv", () => {
  test("writes what became of each row beside it, and keeps everything else", async () => {
    await write([
      `"Ada, Countess",${number(1)},"Hello, ""Ada"""`,
      `Grace,nobody,Hi`,
      `Zoë,${number(3)},"zwei\nZeilen 🎉"`,
    ]);
    expect(await run()).toEqual({ accepted: 2, rejected: 0, "not-sent": 1, unknown: 0, skipped: 0, rows: 3 });
    const [ada, grace, zoe] = await rowsOf("out.csv");
    expect(ada).toMatchObject({
      name: "Ada, Countess",
      body: 'Hello, "Ada"',
      sendo_outcome: "accepted",
      sendo_id: "fake-1",
    });
    expect(grace).toMatchObject({ sendo_outcome: "not-sent", sendo_error: "invalid_input", sendo_id: "" });
    expect(zoe).toMatchObject({ body: "zwei\nZeilen 🎉", sendo_outcome: "accepted" });
    expect(fake.outbox.sent.map(({ body }) => body)).toEqual(['Hello, "Ada"', "zwei\nZeilen 🎉"]);
  });

  test("on its own output sends what was not sent, looks up what is unknown, and repeats nothing", async () => {
    fake.next({ kind: "accepted-then", then: "reset" });
    fake.next({ kind: "http", httpStatus: 500 });
    fake.next({ kind: "http", httpStatus: 400 });
    fake.next({ kind: "not-sent" }, 4);
    await write([1, 2, 3, 4, 5].map((index) => `n${index},${number(index)},text ${index}`));
    // One at a time, so that each row meets its own fault.
    const first = await sendCsv({ sendo: fake.client, input: path("in.csv"), output: path("out.csv"), concurrency: 1 });
    expect(first).toMatchObject({ accepted: 1, rejected: 1, "not-sent": 1, unknown: 2 });
    const before = await rowsOf("out.csv");
    expect(before.map((row) => row.sendo_outcome)).toEqual(["unknown", "unknown", "rejected", "not-sent", "accepted"]);

    expect(await run("out.csv", "out.csv")).toEqual({
      accepted: 2,
      rejected: 0,
      "not-sent": 0,
      unknown: 1,
      skipped: 2,
      rows: 5,
    });
    const after = await rowsOf("out.csv");
    expect(after.map((row) => row.sendo_outcome)).toEqual(["accepted", "unknown", "rejected", "accepted", "accepted"]);
    expect(after.map((row) => row.sendo_reference)).toEqual(before.map((row) => row.sendo_reference));
    expect(after[1]!.sendo_error).toBe("not-found");
    expect(Math.max(...fake.acceptedPerReference.values())).toBe(1);
    expect(fake.outbox.sent).toHaveLength(3);
  });

  test("after a crash between sending and noting, the row is looked up and not sent again", async () => {
    await write([1, 2].map((index) => `n${index},${number(index)},text ${index}`));
    const { reference } = await fake.client.messages.send({ to: number(1), body: "text 1" }, { reference: "row-1" });
    // What a killed process leaves: both rows handed over, only the first one really sent, the last line torn.
    const lines = [1, 2].map((line) => JSON.stringify({ line, reference: `row-${line}`, state: "started" }));
    await writeFile(path("out.csv.journal"), `${lines.join("\n")}\n{"line":1,"refer`);
    expect(reference).toBe("row-1");
    expect(await run()).toMatchObject({ accepted: 1, unknown: 1, skipped: 0 });
    expect((await rowsOf("out.csv")).map((row) => row.sendo_outcome)).toEqual(["accepted", "unknown"]);
    expect(fake.outbox.sent).toHaveLength(1);
  });

  test("a wrong key stops the run, and what is known is written", async () => {
    fake.next({ kind: "http", httpStatus: 403 }, 50);
    await write(Array.from({ length: 100 }, (_, index) => `n,${number(index)},text`));
    await expect(run()).rejects.toMatchObject({ code: "api_key_invalid" });
    const outcomes = (await rowsOf("out.csv")).map((row) => row.sendo_outcome);
    expect(outcomes).toHaveLength(100);
    expect(outcomes.filter((outcome) => outcome === "").length).toBeGreaterThan(50);
    expect(fake.outbox.sent).toHaveLength(0);
  });

  test("through the sandbox, over HTTPS, with progress", async () => {
    await using sandbox = await startSandbox({ clock: "manual", requestsPerSecond: false });
    await using sendo = new Sendo({ ...sandbox.clientOptions, requestsPerSecond: false });
    await write(Array.from({ length: 60 }, (_, index) => `n,${number(index)},text ${index}`));
    const progress: BulkProgress[] = [];
    const report = await sendCsv({
      sendo,
      input: path("in.csv"),
      output: path("out.csv"),
      onProgress: (each) => void progress.push(each),
    });
    expect(report).toMatchObject({ accepted: 60, rows: 60 });
    expect(progress.at(-1)).toMatchObject({ accepted: 60 });
    const rows = await rowsOf("out.csv");
    expect(rows.map((row) => sandbox.message(row.sendo_id!)?.body)).toEqual(rows.map((row) => row.body));
  });
});
