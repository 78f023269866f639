import type { DynamicModule } from "@nestjs/common";
import type { ModulesContainer } from "@nestjs/core";
import { DEFAULT_ACCOUNT, getSendoToken, REGISTRATION } from "./sendo.constants.js";

/** What `forRoot` or `forRootAsync` was called with, and the module that it made. */
export interface Registration {
  readonly name: string;
  /** Such as `forRoot({ apiKey, webhooks })`: names of options, never a value. */
  readonly call: string;
  readonly hasWebhooks: boolean;
  /** All options, where they are known without asking a factory; two equal calls are one account. */
  readonly options?: unknown;
  readonly module: DynamicModule;
}

/** Every registration of an app, in the order in which Nest found their modules. */
export function registrationsOf(modules: ModulesContainer): Registration[] {
  return [...modules.values()].flatMap(({ providers }) => {
    const registration = providers.get(REGISTRATION)?.instance as Registration | undefined;
    return registration === undefined ? [] : [registration];
  });
}

/** The names of an app's accounts. The default account needs no registration: bare `SendoModule` is one. */
export function accountsOf(modules: ModulesContainer): Set<string> {
  const names = registrationsOf(modules).map(({ name }) => name);
  const hasDefault = [...modules.values()].some(({ providers }) => providers.has(getSendoToken()));
  return new Set(hasDefault ? [DEFAULT_ACCOUNT, ...names] : names);
}
