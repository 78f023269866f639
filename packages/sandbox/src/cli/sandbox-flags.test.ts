import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { Command } from "commander";
import { expect, onTestFinished, test } from "vitest";
import { ASSUMPTIONS } from "../assumptions/assumptions.js";
import { resolveSandboxOptions, SANDBOX_OPTION_NAMES, type SandboxOptions } from "../server/sandbox-options.js";
import { readSandboxFlags, SANDBOX_FLAGS, withSandboxFlags } from "./sandbox-flags.js";

function read(args: readonly string[]): SandboxOptions {
  const command = withSandboxFlags(new Command("start").exitOverride().configureOutput({ writeErr: () => {} }));
  command.parse(args, { from: "user" });
  return readSandboxFlags(command);
}

test("every option of startSandbox has a flag, and every option that an assumption names", () => {
  expect(Object.keys(SANDBOX_FLAGS).sort()).toEqual(Object.keys(SANDBOX_OPTION_NAMES).sort());
  const named = ASSUMPTIONS.flatMap(({ option }) => (option === undefined ? [] : [option]));
  expect(named.length).toBeGreaterThan(10);
  for (const option of named) expect(SANDBOX_FLAGS).toHaveProperty(option.split(".")[0]!);
});

test("each flag gives its option, as startSandbox takes it", () => {
  const folder = mkdtempSync(join(tmpdir(), "flags-test-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const pem = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
  writeFileSync(join(folder, "ca.pem"), pem);
  const cases: { readonly [Name in keyof Required<SandboxOptions>]: readonly [string, unknown] } = {
    port: ["--port 0", 0],
    controlPort: ["--control-port 65535", 65_535],
    host: ["--host ::1", "::1"],
    allowHosts: ["--allow-host sandbox --allow-host 10.0.0.5", ["sandbox", "10.0.0.5"]],
    stateDir: ["--state-dir .sendo", resolve(".sendo")],
    caFile: ["--ca-file ca.pem", resolve("ca.pem")],
    webhookUrl: ["--webhook http://127.0.0.1:3000/hook", "http://127.0.0.1:3000/hook"],
    webhookCa: [`--webhook-ca ${join(folder, "ca.pem")}`, pem],
    webhookTimeoutMs: ["--webhook-timeout 2s", 2000],
    allowRemoteWebhooks: ["--allow-remote-webhooks", true],
    requestsPerSecond: ["--rate off", false],
    window: ["--window calendar-second", "calendar-second"],
    resetFormat: ["--reset-format delta-seconds", "delta-seconds"],
    retryAfter: ["--retry-after", true],
    clock: ["--clock manual", "manual"],
    profile: ["--profile realistic", "realistic"],
    delays: ["--delay queued=1s --delay sent=0", { queuedMs: 1000, sentMs: 0 }],
    review: ["--review campaigns=2d --review numbers=by-hand", { campaigns: "2d", numbers: "by-hand" }],
    assume: [
      "--assume errorCode=string --assume webhookRetries=5 --assume localMedia=false",
      { errorCode: "string", webhookRetries: 5, localMedia: false },
    ],
    seed: ["--seed 7", "7"],
  };
  for (const [name, [line, value]] of Object.entries(cases)) {
    const options = read(line.split(" "));
    expect(options).toMatchObject({ [name]: value });
    expect(() => resolveSandboxOptions(options)).not.toThrow();
  }
});

test("what is not given is left to startSandbox, but for the ports", () => {
  expect(read([])).toMatchObject({ port: 8443, controlPort: 8444 });
  expect(read([])).not.toHaveProperty("delays");
  const command = withSandboxFlags(new Command("exec").exitOverride(), ["port", "controlPort"]);
  expect(readSandboxFlags(command.parse([], { from: "user" }))).not.toHaveProperty("port");
});

test.each([
  ["--delay", "queued", /"--delay" must be status=duration, such as sent=2s/],
  ["--delay", "queued=soon", /"--delay" must be status=duration/],
  ["--webhook-timeout", "soon", /"--webhook-timeout" must be a duration such as "500ms"/],
  ["--webhook-ca", "/nonexistent", /"--webhook-ca" must be a readable file with PEM certificates/],
  ["--webhook-ca", "package.json", /"--webhook-ca" must be a readable file with PEM/],
  ["--port", "x", /"--port" must be a whole number from 0 to 65535 \(got "x"\)/],
])("%s %s is refused", (flag, value, message) => {
  expect(() => read([flag, value])).toThrow(message);
});
