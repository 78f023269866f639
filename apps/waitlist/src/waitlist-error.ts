/** Error of the waitlist with a message for the host. */
export class WaitlistError extends Error {
  override readonly name = "WaitlistError";

  constructor(
    readonly httpStatus: 400 | 404 | 409,
    message: string,
  ) {
    super(message);
  }
}
