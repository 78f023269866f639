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

/** State of the connection to the sandbox. */
export type Connection = "connecting" | "live" | "lost" | "refused" | "gone";

/** The page's state. */
export interface State {
  readonly connection: Connection;
  /** Reason for a lost connection. */
  readonly reason: string | undefined;
  readonly info: Info | undefined;
  /** Tenants, the default tenant first. */
  readonly tenants: readonly TenantName[];
  /** Messages by id, oldest first. */
  readonly messages: ReadonlyMap<string, Message>;
  /** Deliveries by id, oldest first. */
  readonly deliveries: ReadonlyMap<string, Delivery>;
  /** Requests, oldest first. */
  readonly requests: readonly RequestEntry[];
  readonly webhooks: readonly Webhook[];
  readonly campaigns: readonly Campaign[];
  /** All campaigns' numbers. */
  readonly numbers: readonly NumberView[];
  /** Opt-outs, oldest first. */
  readonly optOuts: readonly OptOut[];
  /** Problems by their identity, in the order of their first occurrence. */
  readonly problems: ReadonlyMap<string, Problem>;
  readonly faults: readonly Fault[];
  readonly presets: readonly FaultPreset[];
  /** Endpoints that a fault rule can select. */
  readonly faultRoutes: readonly string[];
  /** Latest clock state, with the time on the page's clock when it was received. */
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
