import { randomUUID } from "node:crypto";
import type { SendoOptions } from "@sendo/core";
import type { Sandbox, SandboxWebhookOptions, Tenant } from "@sendo/sandbox";
import { onTestFinished } from "vitest";
import type { PartyView } from "../party.js";

/** A running demo app. */
export interface RunningWaitlist {
  /** Base URL, such as `http://127.0.0.1:40123`. */
  readonly url: string;
  /** Shuts the app down. */
  close(): Promise<void>;
}

/** Starts a demo app in this process on port 0. */
export type StartWaitlist = (options: {
  sendo: SendoOptions;
  webhooks: SandboxWebhookOptions;
}) => Promise<RunningWaitlist>;

/** A response of the app. */
export interface Answer {
  readonly httpStatus: number;
  readonly value: unknown;
}

/** A demo app with its own account in the sandbox, and a webhook between them. */
export class AppUnderTest {
  private constructor(
    readonly url: string,
    readonly tenant: Tenant,
    readonly sandbox: Sandbox,
    readonly close: () => Promise<void>,
  ) {}

  static async start(start: StartWaitlist, sandbox: Sandbox, sendo: SendoOptions = {}): Promise<AppUnderTest> {
    const tenant = sandbox.tenant();
    const app = await start({ sendo: { ...tenant.clientOptions, ...sendo }, webhooks: tenant.webhookOptions });
    let closed: Promise<void> | undefined;
    const close = (): Promise<void> => (closed ??= app.close());
    onTestFinished(close);
    tenant.webhooks.add(`${app.url}/webhooks/sendo`);
    return new AppUnderTest(app.url, tenant, sandbox, close);
  }

  async post(path: string, value: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const response = await fetch(this.url + path, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify(value),
    });
    const json = await response.text();
    return { httpStatus: response.status, value: json === "" ? undefined : (JSON.parse(json) as unknown) };
  }

  async parties(): Promise<PartyView[]> {
    return (await (await fetch(`${this.url}/api/parties`)).json()) as PartyView[];
  }

  async party(id: string): Promise<PartyView | undefined> {
    return (await this.parties()).find((party) => party.id === id);
  }

  /** Adds a party to the list. */
  async join(name: string, phone: string): Promise<PartyView> {
    const { httpStatus, value } = await this.post("/api/parties", { name, size: 2, phone });
    if (httpStatus !== 201) throw new Error(`joining returned ${httpStatus}: ${JSON.stringify(value)}`);
    return value as PartyView;
  }

  ready(id: string): Promise<Answer> {
    return this.post(`/api/parties/${id}/ready`, {});
  }

  /** Resolves once all due actions have finished and every webhook delivery has received a response. */
  settle(): Promise<void> {
    return this.sandbox.clock.settle();
  }

  /** Delivers a custom webhook event. */
  deliver(event: Record<string, unknown>, token = this.tenant.webhookToken): Promise<Answer> {
    return this.post("/webhooks/sendo", { id: randomUUID(), ...event }, { "x-webhook-token": token });
  }
}
