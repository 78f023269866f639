import type { DynamicModule } from "@nestjs/common";
import type { DiscoveryService, ModulesContainer } from "@nestjs/core";
import { ACCOUNT_OPTIONS, DEFAULT_ACCOUNT, getSendoToken, REGISTRATION } from "./sendo.constants.js";
import type { SendoWebhookOptions } from "./sendo.module-definition.js";

/** What Nest keeps of a provider or controller. */
export type Wrapper = ReturnType<DiscoveryService["getProviders"]>[number];

/** What `forRoot` or `forRootAsync` was called with, and the module that it made. */
export interface Registration {
  readonly name: string;
  /** Such as `forRoot({ apiKey, webhooks })`: names of options, never a value. */
  readonly call: string;
  readonly hasWebhooks: boolean;
  /** How deliveries are received, as far as it stood beside the path. */
  readonly webhooks: SendoWebhookOptions;
  /** All options, where they are known without asking a factory; two equal calls are one account. */
  readonly options?: unknown;
  readonly module: DynamicModule;
}

/** Every registration of an app, in the order in which Nest found their modules. */
export function registrationsOf(modules: ModulesContainer): Registration[] {
  return registeredIn(modules).map(({ registration }) => registration);
}

/** The names of an app's accounts. The default account needs no registration: bare `SendoModule` is one. */
export function accountsOf(modules: ModulesContainer): Set<string> {
  const names = registrationsOf(modules).map(({ name }) => name);
  const hasDefault = [...modules.values()].some(({ providers }) => providers.has(getSendoToken()));
  return new Set(hasDefault ? [DEFAULT_ACCOUNT, ...names] : names);
}

/** A registration and the provider of its options. */
export interface Registered {
  readonly registration: Registration;
  readonly options: Wrapper;
}

/** Every registration, with the provider of its options. */
export function registeredIn(modules: ModulesContainer): Registered[] {
  return [...modules.values()].flatMap(({ providers }) => {
    const registration = providers.get(REGISTRATION)?.instance as Registration | undefined;
    return registration === undefined ? [] : [{ registration, options: providers.get(ACCOUNT_OPTIONS)! }];
  });
}

/**
 * Names the request-scoped or durable provider on which another provider depends, directly or not; `undefined` if there is none.
 * Call it only after Nest has resolved the provider's dependencies: Nest 10 caches an early answer, which can be wrong.
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
