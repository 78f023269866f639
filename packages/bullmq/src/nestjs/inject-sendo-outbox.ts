import { Inject } from "@nestjs/common";
import { getSendoOutboxToken } from "./sendo-outbox-token.js";

/**
 * Injects an outbox, of type `SendoOutbox`, into a constructor parameter or property.
 *
 * @param outbox - The option `outbox` of `forRoot` or `forRootAsync`. Leave it out for the default outbox.
 *
 * @example
 * ```ts
 * export class Reminders {
 *   constructor(@InjectSendoOutbox() private readonly outbox: SendoOutbox) {}
 * }
 * ```
 */
export function InjectSendoOutbox(outbox?: string): ParameterDecorator & PropertyDecorator {
  return Inject(getSendoOutboxToken(outbox));
}
