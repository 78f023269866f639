import type { Problem } from "../api/problem.js";
import type { RequestEntry } from "../api/request-journal.js";

const SEND = "/v1/message/send";
const PROBLEMS_SHOWN = 5;

/**
 * @internal What the requests tell of why a text did not come: no send at all, perhaps by a wrong key; sends that were not
 * accepted; mistakes in them. Nothing where all went well.
 *
 * @param tenant - Whose key they should have come with.
 * @param requests - Of all tenants, and of nobody.
 * @param problems - The same.
 */
export function explainMissingText(
  tenant: string,
  requests: readonly RequestEntry[],
  problems: readonly Problem[],
): readonly string[] {
  const own = requests.filter((request) => request.tenant === tenant);
  const sends = own.filter(({ route }) => route === SEND);
  // Of nobody's requests nothing is known but that they came: only who sent none of their own has to think of them.
  const isOurs = (problem: Problem): boolean =>
    problem.tenant === tenant || (problem.tenant === undefined && own.length === 0);
  const told = problems.filter(isOurs).slice(-PROBLEMS_SHOWN);
  return [
    ...(sends.length === 0 ? ["No send came with this tenant's key."] : notAccepted(sends)),
    ...(told.length === 0 ? [] : ["Problems of its requests:"]),
    ...told.map(({ count, code, message }) => `  ${count}x ${code}: ${message}`),
  ];
}

function notAccepted(sends: readonly RequestEntry[]): readonly string[] {
  const refused = sends.filter(({ accepted }) => !accepted);
  if (refused.length === 0) return [];
  const byStatus = new Map<number, number>();
  for (const { status } of refused) byStatus.set(status, (byStatus.get(status) ?? 0) + 1);
  const statuses = [...byStatus].map(([status, count]) => `${status === 0 ? "no answer" : status} (${count}x)`);
  return [`${refused.length} of ${sends.length} sends were not accepted: ${statuses.join(", ")}.`];
}
