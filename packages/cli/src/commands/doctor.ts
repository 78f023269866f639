import { EXIT } from "../errors/exit-codes.js";
import { printable } from "../output/rows.js";
import { command } from "../table/command.js";
import type { Check } from "../doctor/check.js";

export const doctor = command("doctor", {
  help: "check the setup, the network and the account, and suggest a fix for each problem",
  notes: [
    "The command is read-only. It does not send, buy or change anything. It checks DNS, the proxy, the certificate and the clock before it sends the key to the API.",
    "The command checks each webhook by sending a GET request to its URL from this computer. A response does not prove that Sendo can reach the URL.",
  ],
  input: {},
  examples: ["sendo doctor", "sendo doctor --json"],
  run: async (context) => {
    const { terminal, signal } = context;
    const checks: Check[] = [];
    const add = (check: Check): void => {
      checks.push(check);
      if (!terminal.isJson) terminal.print(lineOf(check));
    };
    const { inspectSetup } = await import("../doctor/inspect-setup.js");
    const { checks: found, sendo, baseUrl, isLocal } = await inspectSetup(context);
    found.forEach(add);
    if (baseUrl !== undefined) {
      const { inspectNetwork } = await import("../doctor/inspect-network.js");
      for await (const check of inspectNetwork(baseUrl, isLocal)) add(check);
    }
    const isBroken = checks.some(({ state }) => state === "fail");
    if (sendo !== undefined && !isBroken) {
      const { inspectAccount } = await import("../doctor/inspect-account.js");
      for await (const check of inspectAccount(sendo, isLocal, signal)) add(check);
    } else
      add({
        check: "account",
        state: "skip",
        finding: "The account was not checked, because an earlier check failed.",
      });
    const ok = !checks.some(({ state }) => state === "fail");
    return {
      output: terminal.isJson ? { ok, checks } : undefined,
      lines: "",
      exitCode: ok ? EXIT.done : EXIT.failed,
    };
  },
});

function lineOf({ check, state, finding, advice }: Check): string {
  const line = `${state.padEnd(4)}  ${check.padEnd(11)}  ${printable(finding)}`;
  return advice === undefined ? line : `${line}\n${" ".repeat(19)}${printable(advice)}`;
}
