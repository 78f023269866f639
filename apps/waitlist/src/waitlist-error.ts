/** A request that the waitlist refuses, with words for the person who made it. */
export class WaitlistError extends Error {
  override readonly name = "WaitlistError";

  constructor(
    readonly httpStatus: 400 | 404 | 409,
    message: string,
  ) {
    super(message);
  }
}
