import { checkAddWebhookOptions, type AddWebhookOptions } from "../tenant/add-webhook-options.js";
import type { Delivery } from "../engine/delivery.js";
import type { RaisedEvent } from "../engine/event.js";
import type { SandboxMessage } from "../engine/message-record.js";
import type { SandboxEventType, SandboxWebhook } from "../engine/webhook-record.js";
import type { ActiveFault, FaultRule } from "../faults/fault-rule.js";
import type { Problem } from "../api/problem.js";
import type { RequestEntry } from "../api/request-journal.js";
import type { SandboxClientOptions, SandboxWebhookOptions, TenantInfo } from "../tenant/tenant.js";
import { operations } from "../operations/operations.js";
import type { ControlCaller } from "./control-client.js";
import { remotePhone, type RemotePhone } from "./remote-phone.js";

/** The webhooks of a tenant whose sandbox runs in another process. */
export interface RemoteWebhooks {
  /** See `TenantWebhooks.add`. */
  add(url: string, options?: AddWebhookOptions): Promise<SandboxWebhook>;
  /** See `TenantWebhooks.list`. */
  list(): Promise<SandboxWebhook[]>;
  /** See `TenantWebhooks.deliveries`. */
  deliveries(): Promise<Delivery[]>;
}

/** The fault rules of a tenant whose sandbox runs in another process. */
export interface RemoteFaults {
  /** See `TenantFaults.list`. */
  list(): Promise<ActiveFault[]>;
  /** See `TenantFaults.add`. */
  add(rule: FaultRule): Promise<void>;
  /** See `TenantFaults.use`. */
  use(preset: string): Promise<void>;
  /** See `TenantFaults.off`. */
  off(): Promise<void>;
}

/**
 * A tenant of a sandbox that runs in another process. Its methods are asynchronous versions of the `Tenant` methods.
 */
export interface RemoteTenant extends TenantInfo {
  /** The first number in `numbers`. */
  readonly number: string;
  /** Options for `new Sendo(...)` in this process. */
  readonly clientOptions: SandboxClientOptions;
  /** Options for `sendoWebhooks(...)` or `createWebhookReceiver(...)` in this process. */
  readonly webhookOptions: SandboxWebhookOptions;
  /** Webhooks and their deliveries. */
  readonly webhooks: RemoteWebhooks;
  /** Fault rules. */
  readonly faults: RemoteFaults;
  /** See `Tenant.approveCampaign`. */
  approveCampaign(id: string): Promise<void>;
  /** See `Tenant.messages`. */
  messages(): Promise<SandboxMessage[]>;
  /** See `Tenant.message`. */
  message(id: string): Promise<SandboxMessage | undefined>;
  /** See `Tenant.requests`. */
  requests(): Promise<RequestEntry[]>;
  /** See `Tenant.acceptedPerReference`. */
  acceptedPerReference(): Promise<Map<string, number>>;
  /** See `Tenant.events`. */
  events(type?: SandboxEventType): Promise<RaisedEvent[]>;
  /** See `Tenant.problems`. */
  problems(): Promise<Problem[]>;
  /** See `Tenant.phone`. */
  phone(number?: string): Promise<RemotePhone>;
  /** See `Tenant.settle`. */
  settle(): Promise<void>;
  /** See `Tenant.reset`. */
  reset(): Promise<void>;
}

const ALL = { limit: 999_999 };

/** @internal */
export function remoteTenant(call: ControlCaller, facts: TenantInfo, ca: string): RemoteTenant {
  const { name, apiKey, webhookToken, campaign, numbers, env } = facts;
  const baseUrl = env["SENDO_BASE_URL"]!;
  const { webhooks, deliveries, faults, campaigns, records, phones, clock, tenants } = operations;
  const messages = async (): Promise<SandboxMessage[]> => (await call(operations.messages.list, ALL)).messages;
  return {
    ...facts,
    number: numbers[0]!,
    clientOptions: { baseUrl, apiKey, ca, campaign, from: numbers[0]! },
    webhookOptions: { tokens: webhookToken, baseUrl },
    webhooks: {
      async add(url, options) {
        checkAddWebhookOptions(options);
        return (await call(webhooks.add, { ...options, url })).webhook;
      },
      list: async () => (await call(webhooks.list)).webhooks,
      deliveries: async () => (await call(deliveries.list, ALL)).deliveries,
    },
    faults: {
      list: async () => (await call(faults.list)).rules,
      add: async (rule) => void (await call(faults.add, { rule })),
      use: async (preset) => void (await call(faults.add, { preset })),
      off: async () => void (await call(faults.off)),
    },
    approveCampaign: async (id) => void (await call(campaigns.approve, { id })),
    messages,
    message: async (id) => (await messages()).find((message) => message.id === id),
    requests: async () => (await call(records.requests, ALL)).requests.filter(({ tenant }) => tenant === name),
    acceptedPerReference: async () => new Map(Object.entries((await call(records.accepted)).accepted)),
    events: async (type) => (await call(records.events, { ...ALL, type })).events,
    problems: async () => (await call(records.problems, ALL)).problems,
    phone: async (number) => remotePhone(call, number ?? (await call(phones.add)).number),
    settle: async () => void (await call(clock.settle)),
    reset: async () => void (await call(tenants.reset)),
  };
}
