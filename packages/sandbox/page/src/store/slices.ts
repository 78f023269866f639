import type { ControlApi } from "../control/control-api.js";
import type { ClockState, Delivery, Info, Message, RequestEntry, Webhook } from "../wire.js";
import type { State } from "./state.js";

/** A part of the state that is read in one go. */
export type SliceName =
  | "info"
  | "messages"
  | "deliveries"
  | "requests"
  | "webhooks"
  | "clock"
  | "faults"
  | "campaigns"
  | "numbers"
  | "optouts";

/** All of them. */
export const SLICES: readonly SliceName[] = ["info", "messages", "deliveries", "requests", "webhooks", "clock"];

/** Reads one part. `atMs` is when, by this page's clock. */
export async function readSlice(api: ControlApi, slice: SliceName, atMs: number): Promise<Partial<State>> {
  switch (slice) {
    case "info":
      return { info: await api.get<Info>("/info") };
    case "messages":
      return { messages: byId((await api.get<{ messages: Message[] }>("/messages?limit=10000")).messages) };
    case "deliveries":
      return { deliveries: byId((await api.get<{ deliveries: Delivery[] }>("/deliveries?limit=2000")).deliveries) };
    case "requests":
      return { requests: (await api.get<{ requests: RequestEntry[] }>("/requests?limit=1000")).requests };
    case "webhooks":
      return { webhooks: (await api.get<{ webhooks: Webhook[] }>("/webhooks")).webhooks };
    case "clock":
      return { clock: { state: (await api.get<Info>("/info")).clock satisfies ClockState, atMs } };
    default:
      return {};
  }
}

function byId<T extends { readonly id: string }>(items: readonly T[]): ReadonlyMap<string, T> {
  return new Map(items.map((item) => [item.id, item]));
}
