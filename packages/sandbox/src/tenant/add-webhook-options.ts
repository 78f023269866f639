import type { SendoConfigError } from "@sendo/core";
import { checkOptionNames, invalidOption, unusableOption, type OptionNames } from "@sendo/core/adapter";
import { EVENT_TYPES, type SandboxEventType } from "../engine/webhook-record.js";

/** Options for a new webhook. */
export interface AddWebhookOptions {
  /**
   * Event types that the webhook receives. @defaultValue all three: `message.incoming`, `message.status`,
   * `recipient.optout`
   */
  eventTypes?: readonly SandboxEventType[] | undefined;
  /**
   * The campaign's numbers whose events the webhook receives. @defaultValue all numbers, including numbers added later
   */
  numbers?: readonly string[] | undefined;
  /** Campaign whose events the webhook receives. @defaultValue the tenant's approved campaign */
  campaign?: string | undefined;
  /**
   * Token that the webhook sends in `X-Webhook-Token`.
   *
   * @defaultValue the tenant's `webhookToken`, which `env` also contains. By contrast, a webhook that is created
   * through the API gets a new token.
   */
  token?: string | undefined;
  /** Display name. @defaultValue none */
  name?: string | undefined;
}

const ADD_NAMES: OptionNames<AddWebhookOptions> = {
  eventTypes: true,
  numbers: true,
  campaign: true,
  token: true,
  name: true,
};

/**
 * @internal Checks the options that do not depend on the campaign. @throws A {@link SendoConfigError} with code
 * `config_option_invalid`.
 */
export function checkAddWebhookOptions(options: AddWebhookOptions = {}): void {
  checkOptionNames("webhooks.add", options, ADD_NAMES);
  const { eventTypes, token, name } = options;
  if (eventTypes !== undefined && !isListOf(eventTypes, EVENT_TYPES)) {
    throw unusableAddOption("eventTypes", `some of ${EVENT_TYPES.join(", ")}`, eventTypes);
  }
  if (token !== undefined && (typeof token !== "string" || !/^[\x21-\x7e]+$/.test(token))) {
    // The error message never shows the token, not even a short one.
    throw invalidOption(
      "The `token` option of webhooks.add must contain only visible ASCII characters and no whitespace.",
    );
  }
  if (name !== undefined && typeof name !== "string") throw unusableAddOption("name", "a string", name);
}

/** @internal Creates the error for an invalid `webhooks.add` option. */
export const unusableAddOption = (name: keyof AddWebhookOptions, rule: string, value: unknown): SendoConfigError =>
  unusableOption("webhooks.add", name, rule, value);

/** @internal Checks that a value is a list of one or more allowed strings. */
export function isListOf(value: readonly string[], allowed: readonly string[]): boolean {
  return Array.isArray(value) && value.length > 0 && value.every((item) => allowed.includes(item as string));
}
