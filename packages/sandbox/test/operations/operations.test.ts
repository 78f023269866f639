import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { withControlTable } from "../../contract/control-table.js";
import { startSandbox } from "../../src/index.js";
import { OPERATIONS } from "../../src/operations/operations.js";
import { control } from "../support/control-client.js";

const PHONE = "+12065550142";

test("docs/sandbox.md has the table of operations: run the script docs:api if this fails", async () => {
  const page = readFileSync(new URL("../../../../docs/sandbox.md", import.meta.url), "utf8");
  expect(await withControlTable(page)).toBe(page);
});

test("no two operations have a name or a route in common, and each says what it does", () => {
  const names = OPERATIONS.map(({ name }) => name);
  const routes = OPERATIONS.map(({ method, path }) => `${method} ${path}`);
  expect(new Set(names).size).toBe(names.length);
  expect(new Set(routes).size).toBe(routes.length);
  expect(OPERATIONS.filter(({ help }) => help === "")).toEqual([]);
});

test("an operation whose path has {id} has it as input, and the other way round", () => {
  const mismatched = OPERATIONS.filter(({ path, input }) => path.includes("{id}") !== "id" in input);
  expect(mismatched.map(({ name }) => name)).toEqual([]);
});

test.each<[string, string, object | undefined, string]>([
  ["POST", "/optouts", {}, '"number" is required: a phone number in E.164 format, such as +12065550142.'],
  ["POST", "/optouts", { number: "4155550177", optedOut: true }, "such as +12065550142 (got another string)."],
  ["POST", "/optouts", { number: PHONE, optedOut: "yes" }, '"optedOut" must be true or false (got "yes").'],
  ["POST", "/send", { to: PHONE, body: "" }, '"body" must be a non-empty string (got "").'],
  ["POST", "/send", { to: PHONE, body: 5 }, '"body" must be a non-empty string (got 5).'],
  [
    "POST",
    "/webhooks",
    { url: "http://127.0.0.1:9/", numbers: PHONE },
    "must be an array of strings (got another string).",
  ],
  ["POST", "/webhooks", { url: "http://127.0.0.1:9/", numbers: [5] }, "must be an array of strings (got an array)."],
  ["POST", "/clock/speed", { speed: {} }, '"speed" must be a number (got an object).'],
  ["POST", "/clock/advance", {}, '"by" is required: a duration such as "10m" or a number of milliseconds.'],
  ["GET", "/messages?limit=0", undefined, '"limit" must be a whole number from 1 to 999999 (got "0").'],
  ["GET", "/raised?type=none", undefined, '"type" must be one of message.incoming, message.status, recipient.optout'],
])("%s %s %j: an input that cannot be used is named with its rule", async (method, path, body, message) => {
  await using sandbox = await startSandbox({ clock: "manual" });
  const answer = await control(sandbox, method, path, { body });
  expect(answer).toMatchObject({ status: 400, body: { error: expect.stringContaining(message) } });
  expect(answer.body.error).not.toContain("4155550177"); // what was received is not shown in full
});
