import type { SendoConfigError } from "@sendo/core";
import { checkOptionNames, invalidOption, unusableOption, type OptionNames } from "@sendo/core/adapter";
import { EVENT_TYPES, type SandboxEventType } from "../engine/webhook-record.js";

/** What a new webhook listens to. */
export interface AddWebhookOptions {
  /** @defaultValue all three: `message.incoming`, `message.status`, `recipient.optout` */
  eventTypes?: readonly SandboxEventType[] | undefined;
  /** Numbers of the campaign to hear about. @defaultValue all, later ones included */
  numbers?: readonly string[] | undefined;
  /** @defaultValue the tenant's approved campaign */
  campaign?: string | undefined;
  /**
   * The `X-Webhook-Token` it sends.
   *
   * @defaultValue the tenant's `webhookToken`, the one in `env`. (A webhook made through the API gets one of its own.)
   */
  token?: string | undefined;
  /** A label. @defaultValue none */
  name?: string | undefined;
}

const ADD_NAMES: OptionNames<AddWebhookOptions> = {
  eventTypes: true,
  numbers: true,
  campaign: true,
  token: true,
  name: true,
};

/** @internal What does not depend on the campaign. @throws A {@link SendoConfigError} `config_option_invalid`. */
export function checkAddWebhookOptions(options: AddWebhookOptions = {}): void {
  checkOptionNames("webhooks.add", options, ADD_NAMES);
  const { eventTypes, token, name } = options;
  if (eventTypes !== undefined && !isListOf(eventTypes, EVENT_TYPES)) {
    throw unusableAddOption("eventTypes", `some of ${EVENT_TYPES.join(", ")}`, eventTypes);
  }
  if (token !== undefined && (typeof token !== "string" || !/^[\x21-\x7e]+$/.test(token))) {
    // Even a short token is not shown.
    throw invalidOption("The option `token` of webhooks.add must be visible ASCII without whitespace.");
  }
  if (name !== undefined && typeof name !== "string") throw unusableAddOption("name", "a string", name);
}

/** @internal An option of `webhooks.add` whose value cannot be used. */
export const unusableAddOption = (name: keyof AddWebhookOptions, rule: string, value: unknown): SendoConfigError =>
  unusableOption("webhooks.add", name, rule, value);

/** @internal Whether a value is a list of one or more of these. */
export function isListOf(value: readonly string[], allowed: readonly string[]): boolean {
  return Array.isArray(value) && value.length > 0 && value.every((item) => allowed.includes(item as string));
}
