import { checkOptionNames, checkWholeNumber, type OptionNames } from "../errors/option-checks.js";
import type { HttpReply } from "../http/http.js";
import type { WebhookReceiver } from "../receiver/receiver.js";

/** A webhook token for tests. Create the receiver with `tokens: TEST_WEBHOOK_TOKEN`. */
export const TEST_WEBHOOK_TOKEN = "test-webhook-token";

/** Options for {@link deliver}. */
export interface DeliverOptions {
  /** Token sent with the deliveries. @defaultValue {@link TEST_WEBHOOK_TOKEN} */
  token?: string | undefined;
  /** Number of deliveries. Sendo retries, so an event can arrive more than once. @defaultValue `1` */
  times?: number | undefined;
  /** Whether the deliveries overlap, as real deliveries from Sendo can. @defaultValue `false`: sequential deliveries */
  inParallel?: boolean | undefined;
}

const OPTION_NAMES: OptionNames<DeliverOptions> = { token: true, times: true, inParallel: true };

/**
 * Delivers an event to a receiver as JSON, with a webhook token. Returns one response for each delivery.
 *
 * @throws A {@link SendoConfigError} with code `config_option_invalid`.
 *
 * @example
 * ```ts
 * const receiver = createWebhookReceiver({
 *   tokens: TEST_WEBHOOK_TOKEN,
 *   on: { "message.incoming": (event) => saveReply(event.message.id, event.message) },
 * });
 * const [first, second] = await deliver(receiver, webhookEvent("message.incoming"), { times: 2 });
 * // both have status 200, and `saveReply` has run once
 * ```
 */
export async function deliver(
  receiver: WebhookReceiver,
  event: object,
  options: DeliverOptions = {},
): Promise<readonly HttpReply[]> {
  checkOptionNames("deliver", options, OPTION_NAMES);
  const { token = TEST_WEBHOOK_TOKEN, times = 1, inParallel = false } = options;
  checkWholeNumber("deliver", "times", times, { min: 1 });
  const once = (): Promise<HttpReply> =>
    receiver.receive({
      method: "POST",
      headers: { "content-type": "application/json", "x-webhook-token": token },
      body: JSON.stringify(event),
    });
  if (inParallel) return Promise.all(Array.from({ length: times }, once));
  const replies: HttpReply[] = [];
  for (let i = 0; i < times; i += 1) replies.push(await once());
  return replies;
}
