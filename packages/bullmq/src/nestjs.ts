/**
 * The outbox as a NestJS module.
 *
 * @packageDocumentation
 */

export { SendoOutboxModule } from "./nestjs/sendo-outbox.module.js";
export { InjectSendoOutbox } from "./nestjs/inject-sendo-outbox.js";
export { getSendoOutboxToken } from "./nestjs/sendo-outbox-token.js";
export type {
  SendoOutboxDynamicModule,
  SendoOutboxLateOptions,
  SendoOutboxModuleAsyncOptions,
  SendoOutboxModuleOptions,
  SendoOutboxOptionsFactory,
  SendoOutboxRegistration,
} from "./nestjs/sendo-outbox.module-definition.js";
