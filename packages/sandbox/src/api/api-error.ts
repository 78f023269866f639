/**
 * A documented error response. Handlers and field readers throw this error, and the server returns it as
 * `{ "error": string }`.
 */
export class ApiError extends Error {
  constructor(
    readonly httpStatus: number,
    message: string,
  ) {
    super(message);
  }
}

/** Creates the documented 400 "bad parameters" error. */
export function badParameter(message: string): ApiError {
  return new ApiError(400, message);
}
