import { Catch, type ArgumentsHost, type ExceptionFilter } from "@nestjs/common";
import { WaitlistError } from "@sendo-apps/waitlist";
import type { Response } from "express";

/** Returns the waitlist's errors to the host. */
@Catch(WaitlistError)
export class WaitlistErrorFilter implements ExceptionFilter<WaitlistError> {
  catch(error: WaitlistError, host: ArgumentsHost): void {
    host.switchToHttp().getResponse<Response>().status(error.httpStatus).json({ error: error.message });
  }
}
