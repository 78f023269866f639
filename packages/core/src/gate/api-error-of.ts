import { builtin } from "../http/builtin.js";
import type { HttpReply } from "../http/http.js";
import { apiError } from "./api-error.js";

/**
 * Converts an error from a framework or a route to Sendo's documented format. The status is the error's own `statusCode` or
 * `status` if it is between 400 and 599. Otherwise, the status is 500. The error message is the status name. It contains
 * nothing from the error, because parsers quote the body that they could not parse.
 *
 * @param error - Any thrown value. Log it separately.
 *
 * @throws A {@link SendoConfigError} with code `config_runtime_unsupported` on an unsupported Node version.
 *
 * @example
 * ```ts
 * apiErrorOf(new SyntaxError("Unexpected token s in JSON")).body; // {"error":"Internal Server Error"}
 * apiErrorOf(Object.assign(new Error(), { statusCode: 413 })).httpStatus; // 413
 * ```
 */
export function apiErrorOf(error: unknown): HttpReply {
  const { statusCode, status } = (error ?? {}) as { statusCode?: unknown; status?: unknown };
  const httpStatus = [statusCode, status].find(isErrorStatus) ?? 500;
  return apiError(httpStatus, builtin("node:http").STATUS_CODES[httpStatus] ?? "Error");
}

function isErrorStatus(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 400 && (value as number) <= 599;
}
