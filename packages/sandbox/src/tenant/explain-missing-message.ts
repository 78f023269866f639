import type { Problem } from "../api/problem.js";
import type { RequestEntry } from "../api/request-journal.js";

const SEND = "/v1/message/send";
const PROBLEMS_SHOWN = 5;

/**
 * @internal Explains, based on the requests, why a message did not arrive. The possible reasons are that no send request used
 * this tenant's key, that send requests were rejected, or that requests contained mistakes.
 *
 * @param tenant - Name of the tenant.
 * @param requests - Requests from all tenants, and requests without a valid key.
 * @param problems - Problems from all tenants, and problems caused by requests without a valid key.
 */
export function explainMissingMessage(
  tenant: string,
  requests: readonly RequestEntry[],
  problems: readonly Problem[],
): readonly string[] {
  const own = requests.filter((request) => request.tenant === tenant);
  const sends = own.filter(({ route }) => route === SEND);
  // If no request used this tenant's key, a request without a valid key might be from this tenant's app.
  const isOurs = (problem: Problem): boolean =>
    problem.tenant === tenant || (problem.tenant === undefined && own.length === 0);
  const told = problems.filter(isOurs).slice(-PROBLEMS_SHOWN);
  return [
    ...(sends.length === 0 ? ["No send request has used this tenant's key."] : notAccepted(sends)),
    ...(told.length === 0 ? [] : ["Problems with these requests:"]),
    ...told.map(({ count, code, message }) => `  ${count}x ${code}: ${message}`),
  ];
}

function notAccepted(sends: readonly RequestEntry[]): readonly string[] {
  const refused = sends.filter(({ accepted }) => !accepted);
  if (refused.length === 0) return [];
  const byStatus = new Map<number, number>();
  for (const { status } of refused) byStatus.set(status, (byStatus.get(status) ?? 0) + 1);
  const statuses = [...byStatus].map(([status, count]) => `${status === 0 ? "no response" : status} (${count}x)`);
  return [`${refused.length} of ${sends.length} sends were not accepted: ${statuses.join(", ")}.`];
}
