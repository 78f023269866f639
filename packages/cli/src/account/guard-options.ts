import type { GuardContext, SendoGuard } from "@sendo/core";
import { phone, several, text, type InputOf } from "../table/field.js";

/** Options that limit which numbers a command may send to. */
export const guardOptions = {
  onlyTo: several(phone("--only-to <number>", "the only number that may receive messages; can be given several times")),
  country: several(
    text("--country <code>", "country that may receive messages, such as US; can be given several times"),
  ),
};

/**
 * The guard that the options describe; `undefined` if none of them is given.
 *
 * @throws A SendoConfigError `config_option_invalid`: a country is unknown.
 */
export async function guardOf({ onlyTo, country }: InputOf<typeof guardOptions>): Promise<SendoGuard | undefined> {
  if (onlyTo.length === 0 && country.length === 0) return undefined;
  const { createGuard } = await import("@sendo/core/guard");
  return createGuard({
    ...(onlyTo.length > 0 && { onlyTo }),
    ...(country.length > 0 && { countries: country }),
  });
}

// The lists decide by the number alone.
const CONTEXT: GuardContext = { account: { id: undefined, host: "" } };

/** The rule that rejects the recipient; `undefined` if the guard allows it. */
export async function rejectionOf(
  guard: SendoGuard | undefined,
  { to, body = "" }: { readonly to: string; readonly body?: string | undefined },
): Promise<string | undefined> {
  const verdict = await guard?.check({ to, body, hasMedia: false }, CONTEXT);
  return verdict?.allowed === false ? verdict.reason : undefined;
}
