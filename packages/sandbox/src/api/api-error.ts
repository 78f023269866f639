/** A documented error answer: thrown by handlers and field readers, turned into `{ "error": text }` in one place. */
export class ApiError extends Error {
  constructor(
    readonly httpStatus: number,
    message: string,
  ) {
    super(message);
  }
}

/** 400: "bad parameters". */
export function badParameter(text: string): ApiError {
  return new ApiError(400, text);
}
