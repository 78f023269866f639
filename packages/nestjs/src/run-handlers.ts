import { ContextIdFactory, ModuleRef } from "@nestjs/core";
import type { SendoEvent, WebhookContext } from "@sendo/core";
import { handlerDone } from "@sendo/core/adapter";
import { isStatic, type FoundHandler } from "./find-handlers.js";
import { logThrown } from "./nest-logger.js";
import type { Wrapper } from "./sendo.registration.js";

type Instance = Record<string | symbol, (event: SendoEvent, context: WebhookContext) => unknown>;

/** Runs the handlers one after another. If any handler fails, the promise rejects after the last handler has run. */
export async function runHandlers(
  handlers: readonly FoundHandler[],
  event: SendoEvent,
  context: WebhookContext,
): Promise<void> {
  const failures: unknown[] = [];
  const instanceOf = inContextOf(event);
  for (const { wrapper, method, label } of handlers) {
    try {
      const instance = await instanceOf(wrapper);
      await handlerDone(instance[method]!(event, context));
    } catch (error) {
      // Core logs that the delivery failed, but it logs neither the handler's name nor its error.
      logThrown(`A Sendo event handler threw: ${label} (${event.type})`, error);
      failures.push(error);
    }
  }
  if (failures.length > 0) {
    throw failures.length === 1 ? failures[0] : new AggregateError(failures, "several Sendo event handlers threw");
  }
}

/**
 * Resolves the handlers for one delivery. These handlers share the same instances of request-scoped providers. The
 * app's strategy for durable providers is not used, because it expects a platform request.
 */
function inContextOf(event: SendoEvent): (wrapper: Wrapper) => Instance | Promise<Instance> {
  const contextId = ContextIdFactory.create();
  return (wrapper) => {
    if (isStatic(wrapper)) return wrapper.instance as Instance;
    const moduleRef = wrapper.host!.getProviderByKey<ModuleRef>(ModuleRef).instance;
    moduleRef.registerRequestByContextId(event, contextId);
    return moduleRef.resolve<Instance>(wrapper.token, contextId, { strict: true });
  };
}
