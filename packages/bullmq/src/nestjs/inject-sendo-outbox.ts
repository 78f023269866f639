import { Inject } from "@nestjs/common";
import { getSendoOutboxToken } from "./sendo-outbox-token.js";

/**
 * Injects an outbox into a constructor parameter or a property; its type is `SendoOutbox`.
 *
 * @param outbox - Its `outbox` in `forRoot` or `forRootAsync`; none for the default one.
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
