import { readFileSync, realpathSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { parseEnv } from "node:util";
import { codeOf, replaceFile } from "../internal/replace-file.js";

const BEGIN = "# >>> Sendo sandbox: each start replaces the lines up to the end marker >>>";
const END = "# <<< Sendo sandbox <<<";
const BLOCK = /^# >>> Sendo sandbox\b.*\r?\n(?:(?!# >>> ).*\r?\n)*?# <<< Sendo sandbox <<<.*(?:\r?\n|$)/gm;
const MARK = /^# (?:>>>|<<<) Sendo sandbox\b/m;

/** Writable `.env` file. */
export interface EnvFile {
  /**
   * Replaces the sandbox's block, or appends a block if there is none. Returns the variables that the file also sets
   * outside the block.
   */
  write(lines: string): readonly string[];
}

/**
 * Opens a `.env` file and checks it before the sandbox starts.
 *
 * @throws An error if the file cannot be used. The error message explains why and says what to do.
 */
export function openEnvFile(path: string): EnvFile {
  const { target, bytes, mode } = read(resolve(path));
  checkEncoding(path, bytes);
  // Decoding as latin1 preserves every byte, whatever the file's encoding. The block itself is ASCII.
  const before = bytes.toString("latin1");
  if (MARK.test(before.replace(BLOCK, ""))) {
    throw new Error(`${path} contains only one of the two markers around the sandbox's block. Remove that line.`);
  }
  return {
    write(lines) {
      try {
        replaceFile(target, Buffer.from(replaceBlock(before, lines), "latin1"), mode);
      } catch (error) {
        throw unusable(path, error);
      }
      const others = parseEnv(before.replace(BLOCK, ""));
      return Object.keys(parseEnv(lines)).filter((name) => name in others);
    },
  };
}

/** Replaces the sandbox's block in the content of a `.env` file, or appends a block if there is none. */
export function replaceBlock(content: string, lines: string): string {
  const newline = /\r?\n/.exec(content)?.[0] ?? "\n";
  const block = [BEGIN, ...lines.split("\n"), END, ""].join(newline);
  let isPlaced = false;
  const replaced = content.replace(BLOCK, () => {
    const first = isPlaced ? "" : block;
    isPlaced = true;
    return first;
  });
  if (isPlaced) return replaced;
  const gap = content === "" ? "" : content.endsWith("\n") ? newline : newline + newline;
  return content + gap + block;
}

function read(path: string): { readonly target: string; readonly bytes: Buffer; readonly mode: number } {
  try {
    const target = realpathSync(path); // follow a symbolic link instead of replacing it
    return { target, bytes: readFileSync(target), mode: statSync(target).mode & 0o777 };
  } catch (error) {
    if (codeOf(error) === "ENOENT") return { target: path, bytes: Buffer.alloc(0), mode: 0o600 };
    throw unusable(path, error);
  }
}

function checkEncoding(path: string, bytes: Buffer): void {
  const isUtf16 = /^(?:\xff\xfe|\xfe\xff)/.test(bytes.toString("latin1")) || bytes.includes(0);
  if (isUtf16) {
    throw new Error(
      `${path} is encoded in UTF-16, the encoding that PowerShell's \`>\` uses. Programs that read .env files expect UTF-8. ` +
        "Save the file as UTF-8, or delete it.",
    );
  }
}

function unusable(path: string, error: unknown): Error {
  return new Error(`The file ${path} passed to --write-env cannot be used (${codeOf(error)}).`);
}
