import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startSandbox, type Sandbox } from "@sendo/sandbox";
import { parse } from "csv-parse/sync";
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { ask, run, runOnTerminal, type Answer } from "./support/run-cli.js";

let sandbox: Sandbox;
let folder: string;
beforeAll(async () => {
  sandbox = await startSandbox({ requestsPerSecond: false });
});
afterAll(() => sandbox.close());
beforeEach(() => {
  sandbox.reset();
  folder = mkdtempSync(join(tmpdir(), "sendo csv "));
  onTestFinished(() => rmSync(folder, { recursive: true }));
});

type Row = Record<string, string>;
const path = (name: string): string => join(folder, name);
const number = (index: number): string => `+1206555${String(1000 + index).slice(-4)}`;
const write = (rows: readonly string[], header = "name,to,body"): void =>
  writeFileSync(path("people.csv"), [header, ...rows].join("\n"));
const many = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => `n${index},${number(index)},body ${index}`);
const sent = (): Row[] => parse(readFileSync(path("people.sent.csv"), "utf8"), { columns: true });
const send = (...args: string[]): Promise<Answer> =>
  ask(["send-csv", path("people.csv"), ...args], { env: sandbox.env });
const bodies = (): string[] => sandbox.messages().map(({ body }) => body);
const journal = (): { state: string; row: number }[] =>
  readFileSync(path("people.sent.csv.journal"), "utf8")
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line) as { state: string; row: number });

test("writes what became of each row beside it, and a second run sends nothing", async () => {
  write([`"Ada, Countess",${number(1)},"Hello, ""Ada"""`, "Grace,nobody,Hi", `Zoë,${number(3)},"zwei\nZeilen 🎉"`]);
  const first = await send("--yes");
  expect(first).toMatchObject({ code: 4, stderr: "" });
  expect(JSON.parse(first.stdout)).toMatchObject({ rows: 3, accepted: 2, "not-sent": 1, unknown: 0, skipped: 0 });
  expect(sent()).toMatchObject([
    { name: "Ada, Countess", body: 'Hello, "Ada"', sendo_outcome: "accepted", sendo_error: "" },
    { sendo_outcome: "not-sent", sendo_error: "invalid_input", sendo_id: "" },
    { name: "Zoë", body: "zwei\nZeilen 🎉", sendo_outcome: "accepted" },
  ]);
  expect(sandbox.message(sent()[0]!["sendo_id"]!)?.body).toBe('Hello, "Ada"');
  const second = await send("--yes");
  expect(JSON.parse(second.stdout)).toMatchObject({ accepted: 0, skipped: 2, "not-sent": 1 });
  expect(bodies()).toHaveLength(2);
});

test("--only-to sends the rows of the listed numbers only, and a dry run counts the others", async () => {
  write(many(3));
  const guard = ["--only-to", number(1)];
  const dry = await send("--dry-run", ...guard);
  expect(JSON.parse(dry.stdout)).toMatchObject({ toSend: 1, segments: 1, rejectedByGuard: 2 });
  const { code, stdout } = await send("--yes", ...guard);
  expect(code).toBe(4);
  expect(JSON.parse(stdout)).toMatchObject({ accepted: 1, "not-sent": 2 });
  expect(sent().map((row) => row["sendo_error"])).toEqual(["guard_rejected", "", "guard_rejected"]);
  expect(bodies()).toEqual(["body 1"]);
});

test("a file that Excel has saved, with a byte order mark and CRLF, is read", async () => {
  writeFileSync(path("people.csv"), `\ufeffto,body\r\n${number(1)},Hello\r\n`);
  expect(JSON.parse((await send("--yes")).stdout)).toMatchObject({ accepted: 1 });
});

test("an output without its journal stops the command, because nothing shows what was sent", async () => {
  write(many(1));
  writeFileSync(path("people.sent.csv"), "");
  const { code, stderr } = await send("--yes");
  expect(code).toBe(4);
  expect(JSON.parse(stderr)).toMatchObject({ error: { code: "cli_csv", outcome: "not-sent" } });
  expect(bodies()).toEqual([]);
});

describe("after kill -9", () => {
  test("only rows that the rate limit had let through are unknown; the same command resumes, and no message is sent twice", async () => {
    write(many(40));
    // Each send is accepted and its response never comes, so 5 requests a second let 5 through and no more.
    const rule = sandbox.faults.add({ effect: "delay", delay: "10m", route: "/v1/message/send" });
    const { child, exit } = run(["send-csv", path("people.csv"), "--yes", "--rate", "5"], { env: sandbox.env });
    await expect.poll(() => sandbox.messages().length, { timeout: 20_000 }).toBe(5);
    child.kill("SIGKILL");
    await exit;
    expect(journal().map(({ state }) => state)).toEqual(Array.from({ length: 5 }, () => "started"));
    expect(existsSync(path("people.sent.csv"))).toBe(false);
    sandbox.faults.remove(rule.id);

    const resumed = await send("--yes");
    expect(resumed).toMatchObject({ code: 0, stderr: "" });
    expect(JSON.parse(resumed.stdout)).toMatchObject({ rows: 40, accepted: 40, unknown: 0 });
    expect(bodies().sort()).toEqual(
      many(40)
        .map((line) => line.split(",")[2])
        .sort(),
    );
    expect(sent().filter((row) => row["sendo_outcome"] !== "accepted")).toEqual([]);
  });

  test("a marked row that Sendo does not have stays unknown and is not sent, and a torn last line is ignored", async () => {
    write(many(2));
    const rule = sandbox.faults.add({ effect: "hang", route: "/v1/message/send" });
    const { child, exit } = run(["send-csv", path("people.csv"), "--yes", "--rate", "1"], { env: sandbox.env });
    await expect.poll(() => sandbox.requests().length, { timeout: 20_000 }).toBe(1);
    child.kill("SIGKILL");
    await exit;
    writeFileSync(path("people.sent.csv.journal"), '{"row":2,"state":"sta', { flag: "a" });
    sandbox.faults.remove(rule.id);
    const resumed = await send("--yes");
    expect(resumed.code).toBe(5);
    expect(JSON.parse(resumed.stdout)).toMatchObject({ accepted: 1, unknown: 1 });
    expect(sent().map((row) => row["sendo_outcome"])).toEqual(["unknown", "accepted"]);
    expect(bodies()).toEqual(["body 1"]);
  });
});

test("asks on a terminal, draws a bar there, and Ctrl+C leaves a state that the next run completes", async () => {
  write(many(30));
  const { child, exit, output, printed } = runOnTerminal(["send-csv", path("people.csv"), "--rate", "10"], {
    env: sandbox.env,
  });
  await printed(/Send 30 messages\? \[y\/N\]/);
  expect(bodies()).toEqual([]);
  child.stdin!.write("y\n");
  await expect.poll(() => sandbox.messages().length, { timeout: 20_000 }).toBeGreaterThanOrEqual(10);
  child.stdin!.write("\u0003");
  expect(await exit).toBe(130);
  expect(output.stdout).toMatch(/of 30 \|/);
  const first = sandbox.messages().length;
  expect(sent().filter((row) => row["sendo_outcome"] === "accepted")).toHaveLength(first);
  const resumed = await send("--yes");
  expect(JSON.parse(resumed.stdout)).toMatchObject({ accepted: 30 - first, skipped: first, unknown: 0 });
  expect(new Set(bodies()).size).toBe(30);
  expect(bodies()).toHaveLength(30);
});

test("a row that was sent cannot be changed, a rejected row can, and rows can be added", async () => {
  write([`a,${number(1)},one,`, `b,${number(2)},two,ZZZZZZZZ`], "name,to,body,campaign");
  expect((await send("--yes")).code).toBe(3);
  write([`a,${number(1)},another,`, `b,${number(2)},two,ZZZZZZZZ`], "name,to,body,campaign");
  const changed = await send("--yes");
  expect(changed.code).toBe(4);
  expect(changed.stderr).toContain("Row 1 has changed");
  write([`a,${number(1)},one,`, `b,${number(2)},two,`, `c,${number(3)},three,`], "name,to,body,campaign");
  expect(JSON.parse((await send("--yes")).stdout)).toMatchObject({ accepted: 2, skipped: 1 });
  expect(bodies().sort()).toEqual(["one", "three", "two"]);
});

test.each([
  ["--yes is missing", [], many(1), undefined, "cli_confirmation"],
  ["a column is missing", ["--yes"], ["x"], "name", "cli_csv"],
  ["it is an output", ["--yes"], [`${number(1)},x,accepted`], "to,body,sendo_outcome", "cli_csv"],
])("nothing is sent if %s", async (_, args, rows, header, code) => {
  write(rows, header);
  const answer = await send(...args);
  expect(answer).toMatchObject({ code: 4, stdout: "" });
  expect(JSON.parse(answer.stderr)).toMatchObject({ error: { code, outcome: "not-sent" } });
  expect(bodies()).toEqual([]);
});

test("--dry-run counts; a wrong key stops the run, and what is known is written", async () => {
  write(many(30));
  expect(JSON.parse((await send("--dry-run")).stdout)).toMatchObject({
    rows: 30,
    toSend: 30,
    segments: 30,
    invalid: 0,
  });
  expect(bodies()).toEqual([]);
  const env = { ...sandbox.env, SENDO_API_KEY: "sandbox_wrong" };
  const wrong = await ask(["send-csv", path("people.csv"), "--yes"], { env });
  expect(JSON.parse(wrong.stderr)).toMatchObject({ error: { code: "api_key_invalid" } });
  expect(sent()).toHaveLength(30);
  expect(bodies()).toEqual([]);
});

test("a second process does not send the same file", async () => {
  write(many(3));
  writeFileSync(path("people.sent.csv.journal.lock"), String(process.pid));
  expect(JSON.parse((await send("--yes")).stderr)).toMatchObject({
    error: { code: "cli_locked", outcome: "not-sent" },
  });
  expect(bodies()).toEqual([]);
});
