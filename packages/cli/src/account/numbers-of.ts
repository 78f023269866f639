import type { SendoClient } from "@sendo/core";

/**
 * Where a number was found: as the sender of a sent message, as the recipient of a received message, or in a webhook.
 */
export type NumberSource = "sent" | "received" | "webhook";

/**
 * Collects the account's numbers from a campaign's message list and from the campaign's webhooks.
 *
 * @param window - Maximum number of messages to read from the list.
 */
export async function numbersOf(
  sendo: SendoClient,
  campaign: string,
  window: number,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, readonly NumberSource[]>> {
  const found = new Map<string, NumberSource[]>();
  const add = (number: unknown, source: NumberSource): void => {
    if (typeof number !== "string") return;
    const sources = found.get(number) ?? [];
    if (!sources.includes(source)) found.set(number, [...sources, source]);
  };
  let read = 0;
  for await (const { direction, from, to } of sendo.messages.list({ campaign }, { signal })) {
    if (direction === "OUTBOUND") add(from, "sent");
    if (direction === "INBOUND") add(to, "received");
    if ((read += 1) >= window) break;
  }
  for (const { numbers } of await sendo.webhooks.list(campaign, { signal })) {
    for (const number of numbers ?? []) add(number, "webhook");
  }
  return found;
}
