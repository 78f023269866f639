import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "vitest";

test.each(["index", "gate", "adapter", "phone", "testing"])(
  "importing %s does not load undici, which an import of node:http costs",
  async (entry) => {
    const file = new URL(`../../dist/${entry}.js`, import.meta.url).href;
    const script = `await import(${JSON.stringify(file)}); console.log(process.moduleLoadList.filter((name) => name.includes("undici")).join());`;
    const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "-e", script]);
    expect(stdout.trim()).toBe("");
  },
);
