import type { CallOptions } from "../call/call-plan.js";
import { isObject } from "../internal/is.js";
import type { OpenEnum } from "../api/open-enum.js";
import { Secret, type SecretText } from "../errors/redact.js";
import type { SendoPromise } from "../call/sendo-promise.js";
import { checkInput } from "./validate.js";
import { pathSegment } from "./path-segment.js";
import { Resource } from "./resource.js";
import { webhookChangeSchema, webhookInputSchema, webhookSchema } from "../api/webhook.js";

/** A webhook: where Sendo sends the events of a campaign. Fields that are not listed are there as Sendo sent them. */
export interface Webhook {
  /** Webhook id. */
  id: string;
  /** ISO 8601 UTC time at which it was created. */
  createdAt?: string | undefined;
  /** A label for people. */
  name?: string | null | undefined;
  /** Where events go. */
  url?: string | undefined;
  /** The campaign whose events it hears. */
  campaignId?: string | undefined;
  /** What is sent there. */
  eventTypes?: EventType[] | undefined;
  /** Numbers it hears about; empty or absent: all of the campaign. */
  numbers?: string[] | null | undefined;
  /**
   * The secret that comes with each delivery as `X-Webhook-Token`, which Sendo calls `signature`. Printing it shows a
   * placeholder; `token.reveal()` gives the token, for `SENDO_WEBHOOK_TOKEN`. Absent if Sendo sends none.
   */
  readonly token?: SecretText;
  /** Fields that are not listed, as Sendo sent them. */
  [field: string]: unknown;
}

type EventType = OpenEnum<"message.incoming" | "message.status" | "recipient.optout">;

/** A webhook to make. */
export interface WebhookInput {
  /** A label for people. */
  name?: string | undefined;
  /** Where events go: an http(s) address; use https. */
  url: string;
  /** What is sent: any of `message.incoming`, `message.status`, `recipient.optout`. */
  eventTypes: readonly EventType[];
  /** Numbers to hear about, E.164. @defaultValue all numbers of the campaign */
  numbers?: readonly string[] | undefined;
  /** Fields that Sendo has and this version does not know. They cannot replace the fields above. */
  extra?: Readonly<Record<string, unknown>> | undefined;
}

/** A change to a webhook; what is left out stays, except perhaps `numbers`: whether they are kept is not documented. */
export type WebhookChange = Partial<WebhookInput>;

/** Where events go: `sendo.webhooks`. To receive them, use an adapter or {@link createWebhookReceiver}. */
export class Webhooks extends Resource {
  /**
   * Makes a webhook for a campaign. Its `token` is what deliveries carry.
   *
   * @throws A {@link SendoValidationError} `invalid_input`; otherwise as {@link Messages.send}.
   *
   * @example
   * ```ts
   * const webhook = await sendo.webhooks.create("Zk81QpLm", {
   *   url: "https://diner.example/webhooks/sendo", eventTypes: ["message.incoming", "message.status"],
   * });
   * process.env.SENDO_WEBHOOK_TOKEN = webhook.token?.reveal();
   * ```
   */
  create(campaignId: string, input: WebhookInput, options?: CallOptions): SendoPromise<Webhook> {
    return this.call(() => {
      const { extra, ...body } = checkInput(webhookInputSchema, input, "write");
      return {
        kind: "write",
        method: "POST",
        path: `/v1/campaign/${pathSegment(campaignId, "write")}/webhooks`,
        route: "/v1/campaign/{id}/webhooks",
        body: { ...extra, ...body },
        extract: ({ webhook }) => this.#webhook(webhook),
      };
    }, options);
  }

  /** The webhooks of a campaign, all of them: this list has no pages. */
  list(campaignId: string, options?: CallOptions): SendoPromise<readonly Webhook[]> {
    return this.call(
      () => ({
        kind: "read",
        method: "GET",
        path: `/v1/campaign/${pathSegment(campaignId, "read")}/webhooks`,
        route: "/v1/campaign/{id}/webhooks",
        extract: ({ webhooks }) => {
          const read = Array.isArray(webhooks) ? webhooks.map((webhook) => this.#webhook(webhook)) : undefined;
          return read?.every((webhook) => webhook !== undefined) ? read : undefined;
        },
      }),
      options,
    );
  }

  /**
   * Changes a webhook. Whether leaving out `numbers` keeps them or means all numbers is not documented: name them again where
   * they matter.
   *
   * @throws A {@link SendoValidationError} `invalid_input`; otherwise as {@link Messages.send}.
   */
  update(id: string, change: WebhookChange, options?: CallOptions): SendoPromise<Webhook> {
    return this.call(() => {
      const { extra, ...body } = checkInput(webhookChangeSchema, change, "write");
      return {
        kind: "write",
        method: "PATCH",
        path: `/v1/webhook/${pathSegment(id, "write")}`,
        route: "/v1/webhook/{id}",
        body: { ...extra, ...body },
        extract: ({ webhook }) => this.#webhook(webhook),
      };
    }, options);
  }

  #webhook(webhook: unknown): Webhook | undefined {
    if (!isObject(webhook)) return undefined;
    const { signature, ...shown } = webhook;
    const read = this.read(webhookSchema, shown, "webhook");
    return typeof signature === "string" ? { ...read, token: new Secret(signature) } : read;
  }
}
