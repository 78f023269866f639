import type { Account } from "../engine/account.js";
import { magicOf } from "../engine/magic-numbers.js";
import type { ApiFault } from "../faults/fault-rule.js";
import type { Hit } from "../faults/fault-rules.js";
import { jsonResponse, type ApiResponse } from "./response.js";
import { field, type Fields } from "./fields.js";
import { sendMessage } from "./handlers/messages.js";
import type { ApiRoute } from "./route.js";

/**
 * Returns the fault for a call. The fault comes from a fault rule, or from the magic number to which the message is
 * sent.
 */
export function findApiFault(account: Account, route: ApiRoute, fields: Fields): Hit<ApiFault> | undefined {
  const to = route.handler === sendMessage ? field(fields, "to") : undefined;
  const number = typeof to === "string" ? to : undefined;
  const hit = account.faults.hitApi({ route: route.path, number });
  if (hit !== undefined || number === undefined) return hit;
  const answer = magicOf(number)?.answer;
  if (answer === undefined) return undefined;
  const { effect, status = 500, delayMs = 0 } = answer;
  return { id: "magic", effect: effect as ApiFault, status, delayMs };
}

/**
 * Returns the response if the fault replaces the call. Otherwise, returns `undefined`. The call then runs, and the
 * fault changes its response.
 */
export function faultResponse({ id, effect, status }: Hit<ApiFault>): ApiResponse | undefined {
  const nothing = { ...jsonResponse(500, {}), faultId: id };
  if (effect === "reset") return { ...nothing, sent: "reset" };
  if (effect === "hang") return { ...nothing, sent: "nothing" };
  if (effect !== "status") return undefined;
  const marks = { "x-sandbox-fault": id, ...(status === 429 && { "x-ratelimit-remaining": "0" }) };
  if (status === 502 || status === 504) {
    const page = `<html>\r\n<head><title>${status}</title></head>\r\n<body><center><h1>${status}</h1></center></body>\r\n</html>\r\n`;
    return { httpStatus: status, headers: { ...marks, "content-type": "text/html" }, body: page, faultId: id };
  }
  return {
    ...jsonResponse(status, { error: "A fault rule or a magic number caused this error." }, marks),
    faultId: id,
  };
}

/** Applies a fault to the response of a call that has run. */
export function applyFault(answer: ApiResponse, { id, effect, delayMs }: Hit<ApiFault>): ApiResponse {
  const marked = { ...answer, headers: { ...answer.headers, "x-sandbox-fault": id }, faultId: id };
  if (effect === "lost") return { ...marked, sent: "reset" };
  if (effect === "half-body") return { ...marked, sent: "half" };
  if (effect === "delay") return { ...marked, delayMs };
  return { ...marked, headers: { ...marked.headers, "content-type": "text/html" } };
}
