import type { DynamicModule } from "@nestjs/common";
import type { DiscoveryService, ModulesContainer } from "@nestjs/core";
import { ACCOUNT_OPTIONS, DEFAULT_ACCOUNT, getSendoToken, REGISTRATION } from "./sendo.constants.js";
import type { SendoWebhookOptions } from "./sendo.module-definition.js";

/** Nest's wrapper around a provider or controller. */
export type Wrapper = ReturnType<DiscoveryService["getProviders"]>[number];

/** A call to `forRoot` or `forRootAsync`, and the module that it created. */
export interface Registration {
  readonly name: string;
  /** The call as shown in error messages, such as `forRoot({ apiKey, webhooks })`. It contains option names, but no values. */
  readonly call: string;
  readonly hasWebhooks: boolean;
  /** Webhook options that were passed together with `path`. */
  readonly webhooks: SendoWebhookOptions;
  /** All options, or `undefined` if they come from a factory. Two calls with equal options register the same account. */
  readonly options?: unknown;
  readonly module: DynamicModule;
}

/** Returns all of an app's registrations, in Nest's module order. */
export function registrationsOf(modules: ModulesContainer): Registration[] {
  return registeredIn(modules).map(({ registration }) => registration);
}

/**
 * Returns the names of an app's accounts. The default account does not have to be registered, because the bare `SendoModule` provides it.
 */
export function accountsOf(modules: ModulesContainer): Set<string> {
  const names = registrationsOf(modules).map(({ name }) => name);
  const hasDefault = [...modules.values()].some(({ providers }) => providers.has(getSendoToken()));
  return new Set(hasDefault ? [DEFAULT_ACCOUNT, ...names] : names);
}

/** A registration together with its options provider. */
export interface Registered {
  readonly registration: Registration;
  readonly options: Wrapper;
}

/** Returns every registration together with its options provider. */
export function registeredIn(modules: ModulesContainer): Registered[] {
  return [...modules.values()].flatMap(({ providers }) => {
    const registration = providers.get(REGISTRATION)?.instance as Registration | undefined;
    return registration === undefined ? [] : [{ registration, options: providers.get(ACCOUNT_OPTIONS)! }];
  });
}

/**
 * Returns the name of a request-scoped or durable provider that another provider depends on, directly or indirectly. Returns
 * `undefined` if there is no such provider. Call this function only after Nest has resolved the provider's
 * dependencies. If it is called earlier, Nest 10 can compute a wrong result and cache it.
 */
export function scopeSourceOf(wrapper: Wrapper, seen = new Set<Wrapper>()): string | undefined {
  if (seen.has(wrapper) || wrapper.isDependencyTreeStatic()) return undefined;
  seen.add(wrapper);
  const dependencies = [
    ...(wrapper.getCtorMetadata() ?? []),
    ...(wrapper.getPropertiesMetadata() ?? []).map((property) => property.wrapper),
  ];
  for (const dependency of dependencies) {
    const source = scopeSourceOf(dependency, seen);
    if (source !== undefined) return source;
  }
  return String(wrapper.name);
}
