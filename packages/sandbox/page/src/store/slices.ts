import type { ControlApi } from "../control/control-api.js";
import type {
  Campaign,
  ClockState,
  Delivery,
  Fault,
  FaultPreset,
  Info,
  Message,
  NumberView,
  OptOut,
  Problem,
  RequestEntry,
  TenantName,
  Webhook,
} from "../wire.js";
import { problemKey } from "../model/problem-words.js";
import type { State } from "./state.js";

export const SLICES = [
  "info",
  "tenants",
  "messages",
  "deliveries",
  "requests",
  "webhooks",
  "clock",
  "campaigns",
  "numbers",
  "optOuts",
  "problems",
  "faults",
] as const;

/** Name of one part of the state. */
export type SliceName = (typeof SLICES)[number];

/** Reads one part of the state. `nowMs` returns the time on the page's clock. */
export async function readSlice(api: ControlApi, slice: SliceName, nowMs: () => number): Promise<Partial<State>> {
  switch (slice) {
    case "info":
      return { info: await api.get<Info>("/info") };
    case "tenants":
      return { tenants: (await api.get<{ tenants: TenantName[] }>("/tenants")).tenants };
    case "messages":
      return { messages: byId((await api.get<{ messages: Message[] }>("/messages?limit=10000")).messages) };
    case "deliveries":
      return { deliveries: byId((await api.get<{ deliveries: Delivery[] }>("/deliveries?limit=2000")).deliveries) };
    case "requests":
      return { requests: (await api.get<{ requests: RequestEntry[] }>("/requests?limit=1000")).requests };
    case "webhooks":
      return { webhooks: (await api.get<{ webhooks: Webhook[] }>("/webhooks")).webhooks };
    case "clock":
      return { clock: { state: await api.get<ClockState>("/clock"), atMs: nowMs() } };
    case "campaigns":
      return { campaigns: (await api.get<{ campaigns: Campaign[] }>("/campaigns")).campaigns };
    case "numbers":
      return { numbers: (await api.get<{ numbers: NumberView[] }>("/numbers")).numbers };
    case "optOuts":
      return { optOuts: (await api.get<{ optouts: OptOut[] }>("/optouts")).optouts };
    case "problems": {
      const { problems } = await api.get<{ problems: Problem[] }>("/problems");
      return { problems: new Map(problems.map((problem) => [problemKey(problem), problem])) };
    }
    case "faults": {
      const { rules, presets, routes } = await api.get<FaultsAnswer>("/faults");
      return { faults: rules, presets, faultRoutes: routes };
    }
  }
}

interface FaultsAnswer {
  readonly rules: readonly Fault[];
  readonly presets: readonly FaultPreset[];
  readonly routes: readonly string[];
}

function byId<T extends { readonly id: string }>(items: readonly T[]): ReadonlyMap<string, T> {
  return new Map(items.map((item) => [item.id, item]));
}
