import { existsSync } from "node:fs";
import { win32 } from "node:path";

/** What `spawn` gets. */
export interface SpawnCommand {
  readonly file: string;
  readonly args: readonly string[];
  /** Whether the arguments are quoted already. */
  readonly windowsVerbatimArguments: boolean;
}

/**
 * How a command is run without a shell.
 *
 * On Windows a command such as `npm` is found by PATH and PATHEXT, as a shell does. A batch file, which only `cmd.exe` can run, gets its
 * arguments escaped, so that `cmd.exe` finds no syntax in them.
 */
export function spawnCommand(
  file: string,
  args: readonly string[],
  { platform = process.platform, env, isFile = existsSync }: SpawnEnvironment,
): SpawnCommand {
  const found = platform === "win32" ? findOnWindows(file, env, isFile) : undefined;
  if (found === undefined || !/\.(?:cmd|bat)$/i.test(found))
    return { file: found ?? file, args, windowsVerbatimArguments: false };
  // The batch files that npm makes pass their arguments on to a second command line.
  const isPassedOn = /node_modules[\\/]\.bin[\\/][^\\/]+\.cmd$/i.test(found);
  const words = [escapeMeta(win32.normalize(found)), ...args.map((each) => escapeArgument(each, isPassedOn))];
  return {
    file: variable(env, "comspec") ?? "cmd.exe",
    args: ["/d", "/s", "/c", `"${words.join(" ")}"`],
    windowsVerbatimArguments: true,
  };
}

/** Where a command is looked for. */
export interface SpawnEnvironment {
  readonly platform?: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly isFile?: (path: string) => boolean;
}

function findOnWindows(
  file: string,
  env: SpawnEnvironment["env"],
  isFile: (path: string) => boolean,
): string | undefined {
  const extensions = (variable(env, "pathext") ?? ".EXE;.CMD;.BAT;.COM").split(";").filter(Boolean);
  const names = win32.extname(file) === "" ? extensions.map((each) => file + each.toLowerCase()) : [file];
  const hasFolder = /[\\/]/.test(file);
  const folders = hasFolder ? [""] : (variable(env, "path") ?? "").split(";").filter(Boolean);
  for (const folder of folders) {
    for (const name of names) {
      const path = folder === "" ? name : win32.join(folder, name);
      if (isFile(path)) return path;
    }
  }
  return undefined;
}

// Windows' variables have no case.
function variable(env: SpawnEnvironment["env"], name: string): string | undefined {
  return Object.entries(env).find(([key]) => key.toLowerCase() === name)?.[1];
}

function escapeMeta(text: string): string {
  return text.replace(/[()\][%!^"`<>&|;, *?]/g, "^$&");
}

function escapeArgument(text: string, isPassedOn: boolean): string {
  // Backslashes count only before a quote, the one that closes included.
  const quoted = `"${text.replace(/(\\*)"/g, '$1$1\\"').replace(/(\\*)$/, "$1$1")}"`;
  const escaped = escapeMeta(quoted);
  return isPassedOn ? escapeMeta(escaped) : escaped;
}
