import { expect, test } from "vitest";
import { browserCommand } from "./open-in-browser.js";
import { spawnCommand } from "./spawn-command.js";

const BIN = "C:\\app\\node_modules\\.bin";
const files = new Set([
  "C:\\Program Files\\nodejs\\node.exe",
  "C:\\Program Files\\nodejs\\npm.cmd",
  `${BIN}\\vitest.cmd`,
  "C:\\tools\\run.BAT",
]);
const windows = {
  platform: "win32",
  env: { Path: `${BIN};C:\\Program Files\\nodejs`, PATHEXT: ".COM;.EXE;.BAT;.CMD", ComSpec: "C:\\Windows\\cmd.exe" },
  isFile: (path: string) => files.has(path),
} as const;
const batch = (line: string) => ({
  file: "C:\\Windows\\cmd.exe",
  args: ["/d", "/s", "/c", `"${line}"`],
  windowsVerbatimArguments: true,
});

test("a program is run as it is, with its arguments as they are", () => {
  const args = ["-e", 'console.log("a b & c")'];
  for (const platform of ["linux", "darwin"] as const) {
    expect(spawnCommand("npm", args, { platform, env: {} })).toEqual({
      file: "npm",
      args,
      windowsVerbatimArguments: false,
    });
  }
  const file = "C:\\Program Files\\nodejs\\node.exe";
  for (const name of ["node", "node.exe", file]) {
    expect(spawnCommand(name, args, windows)).toEqual({ file, args, windowsVerbatimArguments: false });
  }
});

test("a command that is not found is left to spawn, whose ENOENT says so", () => {
  expect(spawnCommand("nope", [], windows)).toEqual({ file: "nope", args: [], windowsVerbatimArguments: false });
});

test("a batch file is found by PATHEXT and run by cmd.exe, which finds no syntax in the arguments", () => {
  expect(spawnCommand("npm", ["test"], windows)).toEqual(batch('C:\\Program^ Files\\nodejs\\npm.cmd ^"test^"'));
  expect(spawnCommand("npm", ["a b", "x & calc.exe", "%PATH%", 'say "hi"', "end\\"], windows)).toEqual(
    batch(
      'C:\\Program^ Files\\nodejs\\npm.cmd ^"a^ b^" ^"x^ ^&^ calc.exe^" ^"^%PATH^%^" ^"say^ \\^"hi\\^"^" ^"end\\\\^"',
    ),
  );
  expect(spawnCommand("C:\\tools\\run.BAT", [""], windows)).toEqual(batch('C:\\tools\\run.BAT ^"^"'));
});

test("arguments of npm's own batch files are escaped for both command lines", () => {
  expect(spawnCommand("vitest", ["a&b"], windows)).toEqual(batch(`${BIN}\\vitest.cmd ^^^"a^^^&b^^^"`));
});

test.each([
  ["linux", {}, ["xdg-open"]],
  ["darwin", {}, ["open"]],
  ["win32", {}, ["rundll32", "url.dll,FileProtocolHandler"]],
  ["linux", { BROWSER: "/vscode/browser.sh" }, ["/vscode/browser.sh"]],
] as const)("an address is opened without a shell on %s %j", (platform, env, command) => {
  const url = "http://127.0.0.1:8444/#token=a-b_c";
  expect(browserCommand(url, platform, env)).toEqual([...command, url]);
});
