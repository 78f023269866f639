import { refuseUnknownOptions, type OptionNames } from "@sendo/core/adapter";
import type { SandboxEventType } from "../engine/webhook-record.js";

/** What a new webhook listens to. */
export interface AddWebhookOptions {
  /** @defaultValue all three: `message.incoming`, `message.status`, `recipient.optout` */
  eventTypes?: readonly SandboxEventType[];
  /** Numbers of the campaign to hear about. @defaultValue all, later ones included */
  numbers?: readonly string[];
  /** @defaultValue the tenant's approved campaign */
  campaign?: string;
  /**
   * The `X-Webhook-Token` it sends.
   *
   * @defaultValue the tenant's `webhookToken`, the one in `env`. (A webhook made through the API gets one of its own.)
   */
  token?: string;
  /** A label. @defaultValue none */
  name?: string;
}

const ADD_NAMES: OptionNames<AddWebhookOptions> = {
  eventTypes: true,
  numbers: true,
  campaign: true,
  token: true,
  name: true,
};

/** @internal @throws A {@link SendoConfigError} `config_option_invalid`. */
export const checkAddWebhookOptions = (options: AddWebhookOptions = {}): void =>
  refuseUnknownOptions("webhooks.add", options, ADD_NAMES);
