import type { GuardContext, SendoGuard } from "@sendo/core";
import { phone, several, string, type InputOf } from "../table/field.js";

/** Options that restrict which numbers a command can send messages to. */
export const guardOptions = {
  onlyTo: several(phone("--only-to <number>", "send only to this number")),
  country: several(string("--country <code>", "send only to numbers in this country, such as US")),
};

/**
 * Returns the guard for the options, or `undefined` if no option is set.
 *
 * @throws A SendoConfigError with code `config_option_invalid` if a country is unknown.
 */
export async function guardOf({ onlyTo, country }: InputOf<typeof guardOptions>): Promise<SendoGuard | undefined> {
  if (onlyTo.length === 0 && country.length === 0) return undefined;
  const { createGuard } = await import("@sendo/core/guard");
  return createGuard({
    ...(onlyTo.length > 0 && { onlyTo }),
    ...(country.length > 0 && { countries: country }),
  });
}

// `onlyTo` and `countries` depend only on the number, so the account does not matter.
const CONTEXT: GuardContext = { account: { id: undefined, host: "" } };

/** Returns the rule that rejects the recipient, or `undefined` if the guard allows the recipient. */
export async function rejectionOf(
  guard: SendoGuard | undefined,
  { to, body = "" }: { readonly to: string; readonly body?: string | undefined },
): Promise<string | undefined> {
  const verdict = await guard?.check({ to, body, hasMedia: false }, CONTEXT);
  return verdict?.allowed === false ? verdict.reason : undefined;
}
