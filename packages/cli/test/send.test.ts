import { startSandbox, type Sandbox } from "@sendo/sandbox";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ask, askOnTerminal, runOnTerminal, type Answer } from "./support/run-cli.js";

const ANN = "+12065550142";
let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ requestsPerSecond: false });
});
afterAll(() => sandbox.close());

const send = (args: readonly string[], input?: string): Promise<Answer> =>
  ask(["send", "--to", ANN, ...args], { env: sandbox.env, ...(input !== undefined && { input }) });
const accepted = (reference: string): number =>
  sandbox.messages().filter(({ metadata }) => metadata?.["sendo_ref"] === reference).length;

describe("send, piped", () => {
  test("sends with --yes and prints the outcome as JSON", async () => {
    const { code, stdout, stderr } = await send(["--body", "Your table is ready", "--yes", "--reference", "order-1"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(JSON.parse(stdout)).toEqual({
      outcome: "accepted",
      id: expect.any(String) as string,
      reference: "order-1",
      segments: 1,
      encoding: "GSM-7",
    });
    expect(accepted("order-1")).toBe(1);
  });

  test("reads the body from stdin, without its last line break", async () => {
    const { stdout } = await send(["--yes"], "Line one\nLine two 🎉\n");
    const { id } = JSON.parse(stdout) as { id: string };
    expect(sandbox.message(id)?.body).toBe("Line one\nLine two 🎉");
  });

  test("sends nothing without --yes, and says so", async () => {
    const { code, stdout, stderr } = await send(["--body", "Hello", "--reference", "order-2"]);
    expect({ code, stdout }).toEqual({ code: 4, stdout: "" });
    expect(JSON.parse(stderr)).toMatchObject({ error: { code: "cli_confirmation", outcome: "not-sent" } });
    expect(accepted("order-2")).toBe(0);
  });

  test("--dry-run counts segments and sends nothing", async () => {
    const { code, stdout } = await send(["--body", "Ready 🎉", "--dry-run", "--reference", "order-3"]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      outcome: "not-sent",
      dryRun: true,
      encoding: "UCS-2",
      forcedBy: "🎉",
      findings: [{ code: "ucs2_character" }],
    });
    expect(accepted("order-3")).toBe(0);
  });

  test("--only-to sends to the listed number, and rejects every other recipient", async () => {
    const listed = await send(["--yes", "--body", "Hello", "--reference", "only-1", "--only-to", ANN]);
    expect(listed.code).toBe(0);
    // Without --yes too: it is not asked about what cannot be sent.
    const args = ["--body", "Hello", "--reference", "only-2", "--only-to", "+12065550143"];
    const { code, stderr } = await send(args);
    expect(code).toBe(4);
    expect(JSON.parse(stderr)).toMatchObject({ error: { code: "guard_rejected", outcome: "not-sent" } });
    expect(stderr).not.toContain("2065550142");
    expect([accepted("only-1"), accepted("only-2")]).toEqual([1, 0]);
  });

  test("--dry-run shows the rule that would reject the recipient", async () => {
    const { code, stdout } = await send(["--dry-run", "--body", "Hello", "--country", "CA"]);
    expect(code).toBe(4);
    expect(JSON.parse(stdout)).toMatchObject({ dryRun: true, guard: "country_not_allowed" });
  });

  test("an unknown --country is an error that names the option", async () => {
    const { code, stderr } = await send(["--yes", "--body", "Hello", "--country", "Nowhere"]);
    expect(code).not.toBe(0);
    expect(JSON.parse(stderr)).toMatchObject({ error: { code: "config_option_invalid" } });
    expect(stderr).toContain("countries");
  });

  test("an input that breaks a limit is not-sent, and the message names the field", async () => {
    const { code, stderr } = await send(["--yes", "--body", "x".repeat(1501)]);
    expect(code).toBe(4);
    expect(JSON.parse(stderr)).toMatchObject({ error: { code: "invalid_input", outcome: "not-sent" } });
    expect(stderr).toContain("body");
  });

  test("a rejected send ends with 3", async () => {
    const { code, stderr } = await send(["--yes", "--body", "Hello", "--campaign", "ZZZZZZZZ"]);
    expect(code).toBe(3);
    expect(JSON.parse(stderr)).toMatchObject({ error: { code: "bad_request", outcome: "rejected", httpStatus: 400 } });
  });

  test("an unknown outcome ends with 5 and prints the command that resolves it, which works", async () => {
    sandbox.faults.add({ effect: "lost", route: "/v1/message/send", times: 1 });
    const { code, stderr } = await send(["--yes", "--body", "Hello", "--reference", "order 4"]);
    expect(code).toBe(5);
    const { error } = JSON.parse(stderr) as { error: Record<string, string> };
    expect(error).toMatchObject({ outcome: "unknown", reference: "order 4" });
    expect(error["next"]).toBe(`sendo resolve 'order 4' --campaign ${sandbox.campaign}`);
    expect(accepted("order 4")).toBe(1);

    const found = await ask(["resolve", "order 4", "--campaign", sandbox.campaign], { env: sandbox.env });
    expect(found).toMatchObject({ code: 0, stderr: "" });
    expect(JSON.parse(found.stdout)).toMatchObject({ state: "found", outcome: "accepted", reference: "order 4" });
    const faster = await ask(["resolve", "order 4", "--to", ANN], { env: sandbox.env });
    expect(JSON.parse(faster.stdout)).toMatchObject({ state: "found" });
  });

  test("resolve shows a table on a terminal", async () => {
    await send(["--yes", "--body", "Hello", "--reference", "order-5"]);
    const { code, stdout } = await askOnTerminal(["resolve", "order-5"], { env: sandbox.env });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^state +found\noutcome +accepted\nid +\S+\n/);
  });

  test("resolve ends with 6 if the message is not there", async () => {
    const { code, stdout } = await ask(["resolve", "nothing"], { env: sandbox.env });
    expect(code).toBe(6);
    expect(JSON.parse(stdout)).toMatchObject({ state: "not-found", outcome: "unknown" });
  });
});

describe("send, on a terminal", () => {
  const start = (reference: string): ReturnType<typeof runOnTerminal> =>
    runOnTerminal(["send", "--to", ANN, "--body", "Your table is ready", "--reference", reference], {
      env: sandbox.env,
    });

  test("shows what would be sent, without the number, and sends after y", async () => {
    const { child, exit, output, printed } = start("tty-1");
    await printed(/Send this message\? \[y\/N\]/);
    expect(accepted("tty-1")).toBe(0);
    child.stdin!.write("y\n");
    expect(await exit).toBe(0);
    expect(output.stdout).toContain("+1********42");
    expect(output.stdout).not.toContain("2065550142");
    expect(output.stdout).toMatch(/outcome +accepted/);
    expect(accepted("tty-1")).toBe(1);
  });

  test("sends nothing after n", async () => {
    const { child, exit, output, printed } = start("tty-2");
    await printed(/\[y\/N\]/);
    child.stdin!.write("n\n");
    expect(await exit).toBe(4);
    expect(output.stdout).toMatch(/Nothing was sent, because you did not answer yes/);
    expect(accepted("tty-2")).toBe(0);
  });

  test("Ctrl+C at the question sends nothing", async () => {
    const { child, exit, output, printed } = start("tty-3");
    await printed(/\[y\/N\]/);
    child.stdin!.write("\u0003");
    expect(await exit).toBe(4);
    expect(output.stdout).toMatch(/Nothing was sent, because the command was stopped/);
    expect(accepted("tty-3")).toBe(0);
  });

  test("Ctrl+C while the request is in flight leaves an unknown outcome and the command that resolves it", async () => {
    const rule = sandbox.faults.add({ effect: "hang", route: "/v1/message/send" });
    const { child, exit, output, printed } = start("tty-4");
    await printed(/\[y\/N\]/);
    const before = sandbox.requests().length;
    child.stdin!.write("y\n");
    await expect.poll(() => sandbox.requests().length, { timeout: 10_000 }).toBeGreaterThan(before);
    child.stdin!.write("\u0003");
    expect(await exit).toBe(5);
    expect(output.stdout).toContain(`sendo resolve tty-4 --campaign ${sandbox.campaign}`);
    sandbox.faults.remove(rule.id);
  });

  test("--dry-run asks nothing", async () => {
    const { code, stdout } = await askOnTerminal(["send", "--to", ANN, "--body", "Hello", "--dry-run"], {
      env: sandbox.env,
    });
    expect(code).toBe(0);
    expect(stdout).toMatch(/dryRun +nothing was sent\n/);
  });
});
