import type { AnySendoError } from "@sendo/core";

// Where core's remedy is an option of its constructor, and the command line has another one.
const REMEDIES: Readonly<Record<string, string>> = {
  config_api_key_missing:
    "No Sendo API key. Set SENDO_API_KEY, write it into a .env file, or give --key-command. Create a key on the Sendo dashboard; " +
    "`npx @sendo/sandbox --write-env .env` writes one for local work.",
  aborted: "Stopped by Ctrl+C.",
};

/** What happened and what to do, for the command line. */
export function messageOf({ code, message }: AnySendoError): string {
  return REMEDIES[code] ?? message;
}
