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

/** How the page stands with the sandbox. */
export type Connection = "connecting" | "live" | "lost" | "refused" | "gone";

/** Everything that the screens show. */
export interface State {
  readonly connection: Connection;
  /** Why not live, for people. */
  readonly reason: string | undefined;
  readonly info: Info | undefined;
  /** The default one first. */
  readonly tenants: readonly TenantName[];
  /** By id, oldest first. */
  readonly messages: ReadonlyMap<string, Message>;
  /** By id, oldest first. */
  readonly deliveries: ReadonlyMap<string, Delivery>;
  /** Oldest first. */
  readonly requests: readonly RequestEntry[];
  readonly webhooks: readonly Webhook[];
  readonly campaigns: readonly Campaign[];
  /** Of all campaigns. */
  readonly numbers: readonly NumberView[];
  /** Oldest first. */
  readonly optOuts: readonly OptOut[];
  /** Mistakes of the app, by what is the same about them; the first that happened first. */
  readonly problems: ReadonlyMap<string, Problem>;
  readonly faults: readonly Fault[];
  readonly presets: readonly FaultPreset[];
  /** Endpoints that a fault can be for. */
  readonly faultRoutes: readonly string[];
  /** As the sandbox said it, and when by this page's clock. */
  readonly clock: { readonly state: ClockState; readonly atMs: number } | undefined;
}

export const EMPTY_STATE: State = {
  connection: "connecting",
  reason: undefined,
  info: undefined,
  tenants: [],
  messages: new Map(),
  deliveries: new Map(),
  requests: [],
  webhooks: [],
  campaigns: [],
  numbers: [],
  optOuts: [],
  problems: new Map(),
  faults: [],
  presets: [],
  faultRoutes: [],
  clock: undefined,
};
