import type { Command } from "commander";
import type { Delivery } from "../engine/delivery.js";
import type { SandboxWebhook } from "../engine/webhook-record.js";
import { controlVerb } from "./control-verb.js";
import { group } from "./group.js";
import { table } from "./table.js";

interface WebhookResponse {
  readonly webhook: SandboxWebhook;
}

interface AddFlags {
  readonly campaign?: string;
  readonly events?: readonly string[];
  readonly numbers?: readonly string[];
  readonly token?: string;
}

/** `webhook`: where events go, and what became of them. */
export function webhookCommand(): Command {
  return group(
    "webhook",
    "where events go: add, list, remove, break and mend, send again",
    controlVerb<AddFlags, WebhookResponse>({
      usage: "add <url>",
      description: "send events to this URL on this machine",
      method: "POST",
      path: "/webhooks",
      flags: (command) =>
        command
          .option("--campaign <id>", "another campaign than the approved one")
          .option("--events <types...>", "only these types")
          .option("--numbers <numbers...>", "only these numbers of the campaign")
          .option("--token <token>", "X-Webhook-Token, instead of SENDO_WEBHOOK_TOKEN"),
      request: ([url], { campaign, events, numbers, token }) => ({
        body: { url, campaign, eventTypes: events, numbers, token },
      }),
      print: ({ webhook }) => `Events go to ${webhook.url} (${webhook.id})`,
    }),
    controlVerb<object, { webhooks: readonly (SandboxWebhook & { outageUntil?: string | null })[] }>({
      usage: "list",
      description: "list webhooks",
      method: "GET",
      path: "/webhooks",
      print: ({ webhooks }) =>
        table(
          webhooks.map(({ id, url, campaign, eventTypes, outageUntil }) => [
            id,
            url,
            campaign,
            eventTypes.join(","),
            outageUntil ? `out until ${outageUntil}` : "",
          ]),
          "No webhook yet. Add one: webhook add http://localhost:3000/webhooks/sendo",
        ),
    }),
    controlVerb<object, WebhookResponse>({
      usage: "remove <id>",
      description: "remove a webhook, and call off its retries",
      method: "POST",
      path: "/webhooks/{id}/remove",
      request: ([id]) => ({ id: id! }),
      print: () => "Removed.",
    }),
    controlVerb<object, WebhookResponse>({
      usage: "outage <id> <duration>",
      description: "let every attempt fail for a while, such as 10m on the sandbox's clock; 0 ends it",
      method: "POST",
      path: "/webhooks/{id}/outage",
      request: ([id, duration]) => ({ id: id!, body: { for: readDuration(duration!) } }),
      print: () => "Done.",
    }),
    controlVerb<{ right?: true }, WebhookResponse>({
      usage: "wrong-token <id>",
      description: "send a wrong X-Webhook-Token from now on, which a careful receiver answers with 401",
      method: "POST",
      path: "/webhooks/{id}/token",
      flags: (command) => command.option("--right", "send the right one again"),
      request: ([id], { right }) => ({ id: id!, body: { wrong: right !== true } }),
      print: () => "Done.",
    }),
    controlVerb<{ limit: string; message?: string; webhook?: string }, { deliveries: readonly Delivery[] }>({
      usage: "deliveries",
      description: "list deliveries with how each attempt ended, the latest last",
      method: "GET",
      path: "/deliveries",
      flags: (command) =>
        command
          .option("--message <id>", "only those about this message")
          .option("--webhook <id>", "only those to this webhook")
          .option("--limit <count>", "how many, 1 to 999999", "20"),
      request: (_, { limit, message, webhook }) => ({ query: { limit, message, webhook } }),
      print: ({ deliveries }) => table(deliveries.map(deliveryRow), "No deliveries yet."),
    }),
    controlVerb({
      usage: "retry <delivery>",
      description: "make the next attempt of a delivery now",
      method: "POST",
      path: "/deliveries/{id}/retry",
      request: ([id]) => ({ id: id! }),
      print: () => "Retried.",
    }),
    controlVerb<{ times?: string }>({
      usage: "replay <delivery>",
      description: "deliver an event again under the same event id, as Sendo may",
      method: "POST",
      path: "/deliveries/{id}/replay",
      flags: (command) => command.option("--times <count>", "how often"),
      request: ([id], { times }) => ({ id: id!, body: { times: times === undefined ? undefined : Number(times) } }),
      print: () => "Replayed.",
    }),
  );
}

/** A delivery as a line: its event, what became of it, each attempt's status or network error. */
export function deliveryRow({ id, event, state, attempts }: Delivery): string[] {
  const tries = attempts.map(({ httpStatus, errorCode }) => String(httpStatus ?? errorCode));
  return [event.timestamp.slice(11, 23), event.type, state, tries.join(","), id];
}

function readDuration(text: string): string | number {
  return /^\d+$/.test(text) ? Number(text) : text;
}
