import { checkAddWebhookOptions, type AddWebhookOptions } from "../tenant/add-webhook-options.js";
import type { Delivery } from "../engine/delivery.js";
import type { RaisedEvent } from "../engine/event.js";
import type { SandboxMessage } from "../engine/message-record.js";
import type { SandboxEventType, SandboxWebhook } from "../engine/webhook-record.js";
import type { ActiveFault, FaultRule } from "../faults/fault-rule.js";
import type { Problem } from "../api/problem.js";
import type { RequestEntry } from "../api/request-journal.js";
import type { SandboxClientOptions, SandboxWebhookOptions, TenantInfo } from "../tenant/tenant.js";
import type { ControlCaller } from "./control-caller.js";
import { remotePhone, type RemotePhone } from "./remote-phone.js";

/** Webhooks of a tenant in another process. */
export interface RemoteWebhooks {
  /** As `TenantWebhooks.add`. */
  add(url: string, options?: AddWebhookOptions): Promise<SandboxWebhook>;
  /** As `TenantWebhooks.list`. */
  list(): Promise<SandboxWebhook[]>;
  /** As `TenantWebhooks.deliveries`. */
  deliveries(): Promise<Delivery[]>;
}

/** What goes wrong on purpose for a tenant in another process. */
export interface RemoteFaults {
  /** As `TenantFaults.list`. */
  list(): Promise<ActiveFault[]>;
  /** As `TenantFaults.add`. */
  add(rule: FaultRule): Promise<void>;
  /** As `TenantFaults.use`. */
  use(preset: string): Promise<void>;
  /** As `TenantFaults.off`. */
  off(): Promise<void>;
}

/** A tenant of a sandbox in another process. As `Tenant`, but everything that can change is asked for. */
export interface RemoteTenant extends TenantInfo {
  /** The first of `numbers`. */
  readonly number: string;
  /** For `new Sendo(...)` in this process. */
  readonly clientOptions: SandboxClientOptions;
  /** For `sendoWebhooks(...)` or `createWebhookReceiver(...)` in this process. */
  readonly webhookOptions: SandboxWebhookOptions;
  /** Where its events go, and every attempt. */
  readonly webhooks: RemoteWebhooks;
  /** What goes wrong on purpose. */
  readonly faults: RemoteFaults;
  /** As `Tenant.approveCampaign`. */
  approveCampaign(id: string): Promise<void>;
  /** As `Tenant.messages`. */
  messages(): Promise<SandboxMessage[]>;
  /** As `Tenant.message`. */
  message(id: string): Promise<SandboxMessage | undefined>;
  /** As `Tenant.requests`. */
  requests(): Promise<RequestEntry[]>;
  /** As `Tenant.acceptedPerReference`. */
  acceptedPerReference(): Promise<Map<string, number>>;
  /** As `Tenant.events`. */
  events(type?: SandboxEventType): Promise<RaisedEvent[]>;
  /** As `Tenant.problems`. */
  problems(): Promise<Problem[]>;
  /** As `Tenant.phone`. */
  phone(number?: string): Promise<RemotePhone>;
  /** As `Tenant.settle`. */
  settle(): Promise<void>;
  /** As `Tenant.reset`. */
  reset(): Promise<void>;
}

/** @internal What the sandbox may take to advance or settle, in real time. */
export const SETTLE_TIMEOUT_MS = 600_000;

const ALL = "limit=999999";

/** @internal */
export function remoteTenant(call: ControlCaller, facts: TenantInfo, ca: string): RemoteTenant {
  const { name, apiKey, webhookToken, campaign, numbers, env } = facts;
  const baseUrl = env["SENDO_BASE_URL"]!;
  const messages = async (): Promise<SandboxMessage[]> =>
    (await call<{ messages: SandboxMessage[] }>("GET", `/messages?${ALL}`)).messages;
  return {
    ...facts,
    number: numbers[0]!,
    clientOptions: { baseUrl, apiKey, ca, campaign, from: numbers[0]! },
    webhookOptions: { tokens: webhookToken, baseUrl },
    webhooks: {
      async add(url, options) {
        checkAddWebhookOptions(options);
        const body = { ...options, url };
        return (await call<{ webhook: SandboxWebhook }>("POST", "/webhooks", { body })).webhook;
      },
      async list() {
        return (await call<{ webhooks: SandboxWebhook[] }>("GET", "/webhooks")).webhooks;
      },
      async deliveries() {
        return (await call<{ deliveries: Delivery[] }>("GET", `/deliveries?${ALL}`)).deliveries;
      },
    },
    faults: {
      async list() {
        return (await call<{ rules: ActiveFault[] }>("GET", "/faults")).rules;
      },
      async add(rule) {
        await call("POST", "/faults", { body: rule });
      },
      async use(preset) {
        await call("POST", "/faults", { body: { preset } });
      },
      async off() {
        await call("POST", "/faults/off");
      },
    },
    async approveCampaign(id) {
      await call("POST", `/campaigns/${encodeURIComponent(id)}/approve`);
    },
    messages,
    message: async (id) => (await messages()).find((message) => message.id === id),
    async requests() {
      const { requests } = await call<{ requests: RequestEntry[] }>("GET", `/requests?${ALL}`);
      return requests.filter(({ tenant }) => tenant === name);
    },
    async acceptedPerReference() {
      const { accepted } = await call<{ accepted: Record<string, number> }>("GET", "/accepted");
      return new Map(Object.entries(accepted));
    },
    async events(type) {
      const query = type === undefined ? ALL : `${ALL}&type=${type}`;
      return (await call<{ events: RaisedEvent[] }>("GET", `/raised?${query}`)).events;
    },
    async problems() {
      return (await call<{ problems: Problem[] }>("GET", `/problems?${ALL}`)).problems;
    },
    async phone(number) {
      return remotePhone(call, number ?? (await call<{ number: string }>("POST", "/phones")).number);
    },
    async settle() {
      await call("POST", "/clock/settle", { timeoutMs: SETTLE_TIMEOUT_MS });
    },
    async reset() {
      await call("POST", "/reset");
    },
  };
}
