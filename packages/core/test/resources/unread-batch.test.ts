import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const index = JSON.stringify(new URL("../../dist/index.js", import.meta.url).href);
const SET_UP = `
  import { Sendo } from ${index};
  let requests = 0;
  const response = { httpStatus: 200, headers: {}, body: '{"success":true,"id":"m"}', complete: true };
  const transport = { start: () => (requests++, { result: Promise.resolve({ response }), cancel: () => true }) };
  const sendo = new Sendo({ apiKey: "sandbox_k", baseUrl: "https://127.0.0.1", campaign: "c", transport });
  const rows = [{ to: "+12065550142", body: "We open at nine" }];
`;

async function run(code: string): Promise<{ stdout: string; stderr: string }> {
  const flags = ["--expose-gc", "--input-type=module", "-e", `${SET_UP}${code}`];
  return promisify(execFile)(process.execPath, flags, { timeout: 20_000 });
}

test("`await sendMany(rows)` warns when the process ends, and says what to write", async () => {
  const { stdout, stderr } = await run("await sendo.messages.sendMany(rows); console.log(requests);");
  expect(stdout).toBe("0\n");
  expect(stderr.match(/SENDO_BATCH_NOT_ITERATED/g)).toHaveLength(1);
  expect(stderr).toContain("nothing was sent. Write `for await (const result of sendo.messages.sendMany(rows))");
  expect(stderr).not.toContain("2065550142");
});

test("in a process that goes on, it warns when what was never read is collected", async () => {
  const { stdout } = await run(`
    const warned = new Promise((resolve) => process.once("warning", resolve));
    const forget = () => void sendo.messages.sendMany(rows);
    forget();
    let waiting = true;
    const collect = () => { gc(); if (waiting) setImmediate(collect); };
    collect();
    const { code } = await warned;
    waiting = false;
    console.log(code);
  `);
  expect(stdout).toBe("SENDO_BATCH_NOT_ITERATED\n");
});

test("a batch that is read does not warn, also when an async function returned it", async () => {
  const { stdout, stderr } = await run(`
    const start = async () => sendo.messages.sendMany(rows);
    for await (const { outcome } of await start()) console.log(outcome, requests);
    for await (const _ of sendo.messages.sendMany(rows)) break;
    gc();
  `);
  expect(stdout).toBe("accepted 1\n");
  expect(stderr).toBe("");
});
