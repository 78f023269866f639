import { CliError } from "../errors/cli-error.js";

const TAKEN = new Set(["--key-command", "--token-file"]);

/**
 * Rejects a key among the arguments.
 *
 * @throws A {@link CliError} `cli_key_argument`, which does not repeat the key.
 */
export function rejectSecrets(args: readonly string[]): void {
  const isSecret = (word: string): boolean => {
    const name = word.split("=", 1)[0]!;
    return /^--?[\w-]*(?:key|token|secret|password|bearer)/i.test(name) && !TAKEN.has(name);
  };
  const end = args.indexOf("--");
  const words = end === -1 ? args : args.slice(0, end);
  // What follows an option is its value: a body may be anything.
  const isValue = (index: number): boolean => /^--(?!no-)[a-z-]+$/.test(words[index - 1] ?? "");
  if (!words.some((word, index) => isSecret(word) || (/^sandbox_/.test(word) && !isValue(index)))) return;
  throw new CliError(
    "cli_key_argument",
    "A key cannot be given as an argument: every process on this computer can read arguments, and the shell's history keeps them. " +
      "Set SENDO_API_KEY, write it into a .env file, or give --key-command a command that prints it. Replace a key that was typed here.",
  );
}
