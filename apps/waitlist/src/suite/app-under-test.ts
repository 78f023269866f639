import { randomUUID } from "node:crypto";
import type { SendoOptions } from "@sendo/core";
import type { Sandbox, SandboxWebhookOptions, Tenant } from "@sendo/sandbox";
import { onTestFinished } from "vitest";
import type { PartyView } from "../party.js";

/** One of the demo apps, running. */
export interface RunningWaitlist {
  /** Such as `http://127.0.0.1:40123`. */
  readonly url: string;
  /** The app's own shutdown. */
  close(): Promise<void>;
}

/** Starts a demo app in this process, on port 0. */
export type StartWaitlist = (options: {
  sendo: SendoOptions;
  webhooks: SandboxWebhookOptions;
}) => Promise<RunningWaitlist>;

/** An answer of the app. */
export interface Answer {
  readonly httpStatus: number;
  readonly value: unknown;
}

/** A demo app with an account of its own in the sandbox, and the webhook set up between them. */
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
    const text = await response.text();
    return { httpStatus: response.status, value: text === "" ? undefined : (JSON.parse(text) as unknown) };
  }

  async parties(): Promise<PartyView[]> {
    return (await (await fetch(`${this.url}/api/parties`)).json()) as PartyView[];
  }

  async party(id: string): Promise<PartyView | undefined> {
    return (await this.parties()).find((party) => party.id === id);
  }

  /** Puts somebody on the list. */
  async join(name: string, phone: string): Promise<PartyView> {
    const { httpStatus, value } = await this.post("/api/parties", { name, size: 2, phone });
    if (httpStatus !== 201) throw new Error(`joining answered ${httpStatus}: ${JSON.stringify(value)}`);
    return value as PartyView;
  }

  ready(id: string): Promise<Answer> {
    return this.post(`/api/parties/${id}/ready`, {});
  }

  /** Resolves when everything that is due has happened, webhooks delivered and answered included. */
  settle(): Promise<void> {
    return this.sandbox.clock.settle();
  }

  /** A webhook delivery of our own making. */
  deliver(event: Record<string, unknown>, token = this.tenant.webhookToken): Promise<Answer> {
    return this.post("/webhooks/sendo", { id: randomUUID(), ...event }, { "x-webhook-token": token });
  }
}
