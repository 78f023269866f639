import type { ApiContext } from "../api/route.js";
import type { Account } from "../engine/account.js";
import { BoundedMap } from "../internal/bounded-map.js";
import { toMessage, type SandboxMessage } from "../engine/message-record.js";
import type { SandboxMessageStatus } from "../engine/message-status.js";
import { toEvent, type RaisedEvent } from "../engine/event.js";
import type { SandboxEventType } from "../engine/webhook-record.js";
import { generateNumber, isGeneratedNumber } from "./generate-number.js";
import { createPhone, type Phone } from "./phone.js";
import type { Problem } from "../api/problem.js";
import type { ProblemLog } from "../api/problem-log.js";
import { checkPhoneNumber } from "./receive-text.js";
import type { RequestEntry, RequestJournal } from "../api/request-journal.js";
import { setStatus } from "./set-status.js";
import { createTenantFaults, type TenantFaults } from "./tenant-faults.js";
import { createTenantReview, type TenantReview } from "./tenant-review.js";
import { createTenantWebhooks, type TenantWebhooks } from "./tenant-webhooks.js";
import { explainMissingMessage } from "./explain-missing-message.js";

/** Options for `new Sendo(...)` from `@sendo/core` that connect the client to a sandbox. */
export interface SandboxClientOptions {
  /** Base URL of the sandbox's API. */
  readonly baseUrl: string;
  /** The tenant's API key. */
  readonly apiKey: string;
  /** The sandbox's certificate in PEM format. */
  readonly ca: string;
  /** Id of the tenant's approved campaign. */
  readonly campaign: string;
  /** The tenant's first number. It overrides `SENDO_FROM` from the environment. */
  readonly from: string;
}

/** Options for `createWebhookReceiver`, `sendoWebhooks` and similar functions that receive a sandbox's webhooks. */
export interface SandboxWebhookOptions {
  /** The tenant's webhook token. */
  readonly tokens: string;
  /**
   * Base URL of the sandbox's API. A receiver accepts sandbox tokens only if this URL is local or its host is the one
   * in `SENDO_SANDBOX_HOST`.
   */
  readonly baseUrl: string;
}

/** A separate account. Its API key has access only to its own messages, campaigns and webhooks. */
export interface Tenant extends TenantReview {
  /** Name of the tenant, as in {@link RequestEntry.tenant}. The sandbox's own tenant is `default`. */
  readonly name: string;
  /** API key. It begins with `sandbox_`. */
  readonly apiKey: string;
  /**
   * Default token for webhooks that are added through {@link Tenant.webhooks}. It begins with `sandbox_`.
   * {@link Tenant.env} contains it as `SENDO_WEBHOOK_TOKEN`.
   */
  readonly webhookToken: string;
  /** Id of an approved campaign. */
  readonly campaign: string;
  /** Id of a campaign that is awaiting approval. The API rejects messages sent from this campaign. */
  readonly pendingCampaign: string;
  /** Numbers assigned to {@link Tenant.campaign}. */
  readonly numbers: readonly string[];
  /** First number in {@link Tenant.numbers}. Messages sent without `from` use this number. */
  readonly number: string;
  /** Options for `new Sendo(...)` in this process. */
  readonly clientOptions: SandboxClientOptions;
  /** Options for `sendoWebhooks(...)` or `createWebhookReceiver(...)` in this process. */
  readonly webhookOptions: SandboxWebhookOptions;
  /**
   * Environment variables for another process: `SENDO_BASE_URL`, `SENDO_API_KEY`, `SENDO_CAMPAIGN`, `SENDO_FROM`,
   * `SENDO_WEBHOOK_TOKEN` and `SENDO_CA_FILE`. If the sandbox listens on all addresses, the URL contains the first name
   * in `allowHosts`. `SENDO_SANDBOX_HOST` is then also set to that name.
   */
  readonly env: Readonly<Record<string, string>>;
  /** Webhooks and their deliveries. */
  readonly webhooks: TenantWebhooks;
  /** Fault rules. */
  readonly faults: TenantFaults;
  /**
   * Immediately sets an outbound message's status, regardless of the profile. After that, the status no longer changes
   * automatically.
   *
   * @param errorCode - Four-digit failure code, allowed only with `FAILED`. @defaultValue `1009`
   * @throws A {@link SandboxError} with code `option_invalid` if no outbound message has the id, or the status is invalid.
   */
  setStatus(id: string, status: SandboxMessageStatus, errorCode?: number): SandboxMessage;
  /** Returns copies of the latest 10,000 inbound and outbound messages, oldest first. */
  messages(): SandboxMessage[];
  /** Returns a message, or `undefined` if no message has this id. */
  message(id: string): SandboxMessage | undefined;
  /**
   * Returns the latest 50,000 requests, oldest first. The sandbox's own list also contains other tenants' requests and
   * requests without a valid key.
   */
  requests(): RequestEntry[];
  /**
   * Returns the number of accepted sends for each reference, regardless of the response that the client received.
   * `@sendo/core` adds the reference as the metadata field `sendo_ref`. A count above 1 means that the recipient
   * received the message more than once. Only the latest 200,000 references are kept.
   */
  acceptedPerReference(): Map<string, number>;
  /**
   * Returns copies of the latest 10,000 events, oldest first, including events that no webhook received.
   * To get webhook deliveries, call `webhooks.deliveries()`.
   *
   * @param type - Returns only events of this type. @defaultValue all types
   */
  events(type?: SandboxEventType): RaisedEvent[];
  /**
   * Returns the problems that reveal a mistake in the app: unknown fields, unknown endpoints and rejected requests. The
   * sandbox ignores unknown fields, but Sendo might not. Each distinct problem is listed once, oldest first. Only the
   * latest 1,000 problems are kept. The sandbox's own list also contains other tenants' problems, and problems caused by
   * requests without a valid key.
   *
   * @example
   * ```ts
   * expect(sandbox.problems()).toEqual([]);
   * ```
   */
  problems(): Problem[];
  /**
   * Returns the simulated phone with this number. Each call with the same number returns the same phone. A message
   * returned by one wait call is not returned again.
   *
   * @param number - Phone number in E.164 format. @defaultValue a generated number that this tenant has not used yet
   * @throws A {@link SandboxError} with code `option_invalid` if the number is invalid, or if all numbers that can be
   * generated are already in use.
   */
  phone(number?: string): Phone;
  /**
   * Resolves once all due actions have finished and every webhook delivery in flight has received a response. It waits
   * for the actions and deliveries of all tenants, but not for webhook retries. See `sandbox.clock.settle()`.
   */
  settle(): Promise<void>;
  /**
   * Restores the initial state. It deletes messages, events, requests, problems, consent, webhooks and faults. It also restores
   * the campaigns, the numbers and the webhook configured with `webhookUrl`. The key, rate limit and clock do not change.
   */
  reset(): void;
}

/** A tenant's immutable properties. */
export type TenantInfo = Pick<
  Tenant,
  "name" | "apiKey" | "webhookToken" | "campaign" | "pendingCampaign" | "numbers" | "env"
>;

/** A tenant that can be removed with `drop()`. */
export interface DisposableTenant extends Tenant, AsyncDisposable {
  /**
   * Drops the tenant. The API then rejects the tenant's key with 403. The tenant's messages no longer change status,
   * and its webhooks receive no more events. Pending and new `waitFor` and `expectNothing` calls on its phones are
   * rejected. The page shows the 20 most recently dropped tenants. A second call has no effect. `await using` calls
   * this method.
   */
  drop(): Promise<void>;
}

// An evicted phone is created again when it is needed. Nothing is lost, because the account stores the state.
const PHONES_KEPT = 1000;

/** @internal Dependencies of a tenant. */
export interface TenantParts {
  readonly account: Account;
  readonly context: ApiContext;
  readonly journal: RequestJournal;
  readonly problems: ProblemLog;
  /** Adds the tenant's initial data. */
  readonly seed: () => void;
  readonly campaign: string;
  readonly pendingCampaign: string;
  readonly numbers: readonly string[];
  readonly webhookToken: string;
  readonly url: string;
  readonly addressEnv: Readonly<Record<string, string>>;
  readonly ca: string;
  readonly caFile: string;
}

/** @internal */
export function createTenant(parts: TenantParts): Tenant {
  const { account, context, journal, problems, campaign, pendingCampaign, numbers, webhookToken } = parts;
  const { url, addressEnv, ca, caFile } = parts;
  const phones = new BoundedMap<string, Phone>(PHONES_KEPT);
  const records = {
    explainMissingMessage: () => explainMissingMessage(account.name, journal.toArray(), problems.toArray()),
  };
  const named = new Set<string>(); // its size is bounded, because it contains only numbers that can be generated
  const unusedNumber = (): string => {
    const texted = new Set(account.messages().flatMap(({ from, to }) => [from, to]));
    return generateNumber((number) => named.has(number) || texted.has(number));
  };
  const [number] = numbers as [string];
  return {
    name: account.name,
    apiKey: account.apiKey,
    webhookToken,
    campaign,
    pendingCampaign,
    numbers,
    number,
    clientOptions: { baseUrl: url, apiKey: account.apiKey, ca, campaign, from: number },
    webhookOptions: { tokens: webhookToken, baseUrl: url },
    env: {
      ...addressEnv,
      SENDO_API_KEY: account.apiKey,
      SENDO_CAMPAIGN: campaign,
      SENDO_FROM: number,
      SENDO_WEBHOOK_TOKEN: webhookToken,
      SENDO_CA_FILE: caFile,
    },
    webhooks: createTenantWebhooks(account, context, { campaign, token: webhookToken }),
    faults: createTenantFaults(account),
    setStatus: (id, status, errorCode) => setStatus(account, context, id, status, errorCode),
    ...createTenantReview(account, context.clock),
    messages: () => account.messages().map((record) => toMessage(record, context.assume.errorCode)),
    message(id) {
      const record = account.message(id);
      return record === undefined ? undefined : toMessage(record, context.assume.errorCode);
    },
    requests: () => journal.toArray().filter((entry) => entry.tenant === account.name),
    acceptedPerReference: () => account.acceptedPerReference(),
    events: (type) =>
      account.raised
        .toArray()
        .filter((event) => type === undefined || event.type === type)
        .map((event) => toEvent(event, context.assume)),
    problems: () => problems.toArray().filter((problem) => problem.tenant === account.name),
    phone(given) {
      const own = given === undefined ? unusedNumber() : checkPhoneNumber(given);
      if (isGeneratedNumber(own)) named.add(own);
      let phone = phones.get(own);
      if (phone === undefined) phones.set(own, (phone = createPhone(account, own, context, records)));
      return phone;
    },
    settle: () => context.clock.settle(),
    reset() {
      account.reset();
      named.clear();
      journal.discard((entry) => entry.tenant === account.name);
      problems.forget(account.name);
      parts.seed();
    },
  };
}
