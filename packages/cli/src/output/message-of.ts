import type { AnySendoError } from "@sendo/core";

// Error messages whose suggested fix differs between core and the CLI.
const REMEDIES: Readonly<Record<string, string>> = {
  config_api_key_missing:
    "The Sendo API key is missing. Set SENDO_API_KEY, add it to a .env file, or pass --key-command. Create a key in the Sendo dashboard, or " +
    "run `npx @sendo/sandbox --write-env .env` to create one for local development.",
  aborted: "The command was stopped by Ctrl+C.",
};

/** Returns the message that the CLI prints for an error. */
export function messageOf({ code, message }: AnySendoError): string {
  return REMEDIES[code] ?? message;
}
