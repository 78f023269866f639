import { checkOptionNames, type OptionNames } from "@sendo/core/adapter";
import type { SandboxEventType } from "../engine/webhook-record.js";

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

/** @internal @throws A {@link SendoConfigError} `config_option_invalid`. */
export const checkAddWebhookOptions = (options: AddWebhookOptions = {}): void =>
  checkOptionNames("webhooks.add", options, ADD_NAMES);
