import { STATIC_CONTEXT } from "@nestjs/core/injector/constants.js";
import { declaredHandlers, type DeclaredHandler, type DeclaringClass } from "./sendo.decorators.js";
import type { Wrapper } from "./sendo.registration.js";

/** A decorated method in a provider or controller. */
export interface FoundHandler extends DeclaredHandler {
  /** Name of the class and method, such as `Waitlist.onReply`. */
  readonly label: string;
  readonly wrapper: Wrapper;
}

/** A snapshot of an app's handlers. */
export interface FoundHandlers {
  /** Sorted by class and method. */
  readonly handlers: readonly FoundHandler[];
  /** Classes that the app provides. This includes a class whose token resolves to an instance of another class. */
  readonly provided: ReadonlySet<DeclaringClass>;
  /** Problems with the handlers. Each message names the class and says how to fix the problem. */
  readonly problems: readonly string[];
  /** Whether Nest is still creating one of the instances, for example while it loads a lazy module. */
  readonly isLoading: boolean;
}

/** Finds the decorated methods in these providers and controllers. */
export function findHandlers(wrappers: readonly Wrapper[]): FoundHandlers {
  const instances = new Set<unknown>();
  const homes = new Map<unknown, Wrapper>();
  const provided = new Set<DeclaringClass>();
  const problems: string[] = [];
  let isLoading = false;
  const handlers = wrappers.flatMap((wrapper) => {
    for (const declaring of declaringClasses(wrapper.token)) provided.add(declaring);
    if (!isMade(wrapper)) {
      isLoading = true;
      return [];
    }
    // At this point, the instance of a request-scoped provider has only its prototype's methods. An alias resolves to
    // another provider's instance.
    const instance = wrapper.instance as unknown;
    if (typeof instance !== "object" || instance === null || wrapper.isAlias || instances.has(instance)) return [];
    instances.add(instance);
    const declaring = declaringClasses(instance.constructor);
    const found = new Map<string, FoundHandler>();
    for (const one of declaring.flatMap(({ handlers: declared }) => declared)) {
      const label = `${instance.constructor.name}.${String(one.method)}`;
      found.set(`${label} ${one.type} ${one.account}`, { ...one, label, wrapper });
    }
    if (found.size === 0) return [];
    for (const one of declaring) provided.add(one);
    const home = wrapper.token === wrapper.metatype ? homes.get(wrapper.token) : undefined;
    if (home !== undefined) {
      problems.push(
        `${instance.constructor.name} is provided in ${home.host?.name} and again in ${wrapper.host?.name}, so each Sendo ` +
          "event would be handled twice. Provide it in one module, and export it from there.",
      );
      return [];
    }
    homes.set(wrapper.token, wrapper);
    return [...found.values()];
  });
  // This prevents other apps in the same process from reporting these classes as missing.
  for (const declaring of provided) declaring.isProvided = true;
  handlers.sort((a, b) => (a.label < b.label ? -1 : a.label > b.label ? 1 : 0));
  return { handlers, provided, problems, isLoading };
}

/** Whether every delivery gets the same instance of a provider. */
export function isStatic(wrapper: Wrapper): boolean {
  return wrapper.isDependencyTreeStatic() && !wrapper.isTransient;
}

function isMade(wrapper: Wrapper): boolean {
  return wrapper.getInstanceByContextId(STATIC_CONTEXT).isResolved === true || !isStatic(wrapper);
}

/** Checks a class and its base classes, and returns those that declare handlers. */
function declaringClasses(token: unknown): DeclaringClass[] {
  const found: DeclaringClass[] = [];
  let prototype = typeof token === "function" ? (token.prototype as object | null | undefined) : undefined;
  for (; prototype; prototype = Object.getPrototypeOf(prototype) as object | null) {
    const declaring = declaredHandlers().get(prototype);
    if (declaring !== undefined) found.push(declaring);
  }
  return found;
}
