import { CliError } from "../errors/cli-error.js";

const TAKEN = new Set(["--key-command", "--token-file"]);

/**
 * Rejects an API key passed as an argument.
 *
 * @throws A {@link CliError} with code `cli_key_argument`. Its message does not contain the key.
 */
export function rejectSecrets(args: readonly string[]): void {
  const isSecret = (word: string): boolean => {
    const name = word.split("=", 1)[0]!;
    return /^--?[\w-]*(?:key|token|secret|password|bearer)/i.test(name) && !TAKEN.has(name);
  };
  const end = args.indexOf("--");
  const words = end === -1 ? args : args.slice(0, end);
  // The argument after an option is its value. A value, such as a message body, might begin with `sandbox_`.
  const isValue = (index: number): boolean => /^--(?!no-)[a-z-]+$/.test(words[index - 1] ?? "");
  if (!words.some((word, index) => isSecret(word) || (/^sandbox_/.test(word) && !isValue(index)))) return;
  throw new CliError(
    "cli_key_argument",
    "An API key cannot be passed as an argument. All processes on this computer can read command-line arguments, and the shell history stores them. " +
      "Set SENDO_API_KEY, add it to a .env file, or pass --key-command. If you typed a real key, replace it.",
  );
}
