import { Inject } from "@nestjs/common";
import { getSendoOutboxToken } from "./sendo-outbox-token.js";

/**
 * Injects an outbox, of type `SendoOutbox`, into a constructor parameter or property.
 *
 * @param outbox - The `outbox` option passed to `forRoot` or `forRootAsync`. Omit it for the default outbox.
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
