import { Catch, type ArgumentsHost, type ExceptionFilter } from "@nestjs/common";
import { WaitlistError } from "@sendo-apps/waitlist";
import type { Response } from "express";

/** What the waitlist refuses is said to the person who asked. */
@Catch(WaitlistError)
export class WaitlistErrorFilter implements ExceptionFilter<WaitlistError> {
  catch(error: WaitlistError, host: ArgumentsHost): void {
    host.switchToHttp().getResponse<Response>().status(error.httpStatus).json({ error: error.message });
  }
}
