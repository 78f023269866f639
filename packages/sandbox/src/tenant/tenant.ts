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
import { explainMissingText } from "./explain-missing-text.js";

/** What `new Sendo(...)` of `@sendo/core` takes in order to talk to a sandbox. */
export interface SandboxClientOptions {
  /** The sandbox's API. */
  readonly baseUrl: string;
  /** The tenant's key. */
  readonly apiKey: string;
  /** PEM of the sandbox's certificate authority. */
  readonly ca: string;
  /** The tenant's approved campaign. */
  readonly campaign: string;
  /** The tenant's first number, so that no `SENDO_FROM` of the process gets in the way. */
  readonly from: string;
}

/** What `createWebhookReceiver`, `sendoWebhooks` and their like take in order to receive a sandbox's webhooks. */
export interface SandboxWebhookOptions {
  /** The tenant's `webhookToken`. */
  readonly tokens: string;
  /** The sandbox's API: a receiver accepts a sandbox's token only together with a local address. */
  readonly baseUrl: string;
}

/** One account: its key sees its own messages, campaigns and webhooks, and nothing of another's. */
export interface Tenant extends TenantReview {
  /** Appears in {@link RequestEntry.tenant}. `default` for the sandbox's own. */
  readonly name: string;
  /** Begins with `sandbox_`. */
  readonly apiKey: string;
  /** Begins with `sandbox_`. Token of webhooks that are added in process, and `SENDO_WEBHOOK_TOKEN` in {@link Tenant.env}. */
  readonly webhookToken: string;
  /** An approved campaign. */
  readonly campaign: string;
  /** A campaign that waits for approval: sends from it are refused. */
  readonly pendingCampaign: string;
  /** The numbers of {@link Tenant.campaign}. */
  readonly numbers: readonly string[];
  /** The first of {@link Tenant.numbers}: what a send without `from` uses. */
  readonly number: string;
  /** For `new Sendo(...)` in this process. */
  readonly clientOptions: SandboxClientOptions;
  /** For `sendoWebhooks(...)` or `createWebhookReceiver(...)` in this process. */
  readonly webhookOptions: SandboxWebhookOptions;
  /**
   * For another process: `SENDO_BASE_URL`, `SENDO_API_KEY`, `SENDO_CAMPAIGN`, `SENDO_FROM`, `SENDO_WEBHOOK_TOKEN`,
   * `SENDO_CA_FILE`. If the sandbox listens on all addresses, the first of `allowHosts` is the host, and `SENDO_SANDBOX_HOST` names it.
   */
  readonly env: Readonly<Record<string, string>>;
  /** Where its events go, and every attempt. */
  readonly webhooks: TenantWebhooks;
  /** What goes wrong on purpose. */
  readonly faults: TenantFaults;
  /**
   * Gives a sent message another status now, whatever its profile had in mind; nothing follows by itself.
   *
   * @param errorCode - With `FAILED` only, four digits. @defaultValue `1009`
   * @throws A {@link SandboxError} `option_invalid`: no message that was sent has the id, or the status is none.
   */
  setStatus(id: string, status: SandboxMessageStatus, errorCode?: number): SandboxMessage;
  /** The latest 10,000 messages in both directions, oldest first; copies. */
  messages(): SandboxMessage[];
  /** One message; `undefined` if there is none with this id. */
  message(id: string): SandboxMessage | undefined;
  /**
   * The latest 50,000 requests, oldest first. The sandbox's own list holds those of all tenants, and those with a missing
   * or wrong key.
   */
  requests(): RequestEntry[];
  /**
   * How often a send with each reference (metadata `sendo_ref`, which `@sendo/core` stamps) was accepted, whatever the
   * client was told. More than 1 means that somebody got a text twice. The latest 200,000 references.
   */
  acceptedPerReference(): Map<string, number>;
  /**
   * The latest 10,000 events, oldest first, whether or not a webhook heard of them; copies. What was sent to webhooks,
   * and how often, is in `webhooks.deliveries()`.
   *
   * @param type - Only these. @defaultValue all
   */
  events(type?: SandboxEventType): RaisedEvent[];
  /**
   * Requests that show a mistake in the app: unknown fields (which the sandbox ignores, and Sendo may not), unknown endpoints, refused ones. Each
   * different one once, oldest first, up to 1,000. The sandbox's own list holds those of all tenants and of nobody.
   *
   * @example
   * ```ts
   * expect(sandbox.problems()).toEqual([]);
   * ```
   */
  problems(): Problem[];
  /**
   * Somebody's phone, made up by naming it. The same number is the same phone: what one wait has returned, no other returns.
   *
   * @param number - E.164. @defaultValue a made-up number that this tenant has not used yet
   * @throws A {@link SandboxError} `option_invalid`.
   */
  phone(number?: string): Phone;
  /**
   * Resolves when everything due is done and every webhook delivery in flight is answered, as `sandbox.clock.settle()`. It waits for
   * all tenants, and not for retries.
   */
  settle(): Promise<void>;
  /**
   * Returns to the start: deletes messages, events, requests, problems, consent, webhooks and faults, and restores campaigns, numbers and the
   * webhook of `webhookUrl`.
   * Key, rate limit and clock stay as they are.
   */
  reset(): void;
}

/** What never changes about a tenant. */
export type TenantInfo = Pick<
  Tenant,
  "name" | "apiKey" | "webhookToken" | "campaign" | "pendingCampaign" | "numbers" | "env"
>;

/** A tenant that can be given up. */
export interface DisposableTenant extends Tenant, AsyncDisposable {
  /**
   * Ends it: its key is rejected with 403, its messages stop, its events go nowhere, and its waits reject. The page shows the 20 tenants that
   * were dropped last. A second call does nothing. `await using` calls it.
   */
  drop(): Promise<void>;
}

// A phone that is forgotten here is made again when it is asked for, and misses nothing: all that it knows is in the account.
const PHONES_KEPT = 1000;

/** @internal What a tenant is made of. */
export interface TenantParts {
  readonly account: Account;
  readonly context: ApiContext;
  readonly journal: RequestJournal;
  readonly problems: ProblemLog;
  /** Puts in what a tenant starts with. */
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
  const records = { explainMissingText: () => explainMissingText(account.name, journal.toArray(), problems.toArray()) };
  const named = new Set<string>(); // of those that could be made up, so never more than these
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
