/**
 * Sendo for NestJS: the module, its decorators, an exception filter and the gate.
 *
 * @packageDocumentation
 */

export { SendoModule } from "./sendo.module.js";
export type {
  SendoAccountName,
  SendoClientOptions,
  SendoDynamicModule,
  SendoLateOptions,
  SendoModuleAsyncOptions,
  SendoModuleOptions,
  SendoOptionsFactory,
  SendoWebhookOptions,
  SendoWebhookRoute,
} from "./sendo.module-definition.js";
export { InjectSendo, OnSendoEvent, type OnSendoEventOptions, type SendoEventDecorator } from "./sendo.decorators.js";
export { getSendoToken } from "./sendo.constants.js";
export { nestLogger } from "./nest-logger.js";
export { SendoShutdown, SendoShutdownModule } from "./sendo-shutdown.module.js";
export { SendoExceptionFilter } from "./sendo-exception.filter.js";
export { SendoGateGuard } from "./sendo-gate.guard.js";
