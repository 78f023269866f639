import type { SendoClient, WebhookReceiverOptions } from "@sendo/core";
import { expect } from "vitest";
import { TOKEN_HEADER, type incomingEvent } from "./deliveries.js";
import type { AdapterHarness, AppSetup, ExpectedReply, HostParser, RunningApp } from "./harness.js";
import { httpCall, type HttpAnswer, type HttpCall } from "./http-call.js";
import { startUpstream, type Upstream } from "./upstream.js";

/** One case in the contract. */
export interface ContractCase {
  readonly name: string;
  /**
   * Returns `false` if the case does not apply, for example because the framework's parser always reads the body first.
   */
  readonly appliesTo?: (harness: AdapterHarness, parser: HostParser) => boolean;
  run(bench: CaseBench): Promise<void>;
}

export const TOKEN = "k3Yw9TbQx27LmPz0";
export const API_KEY = "sandbox_k0ntr4ct-c4n4ry";
export const PATH = "/webhooks/sendo";

/** Environment for one case. {@link CaseBench.cleanUp} stops everything that the case started. */
export class CaseBench {
  readonly #ends: (() => Promise<void>)[] = [];
  #app: RunningApp | undefined;
  #upstream: Upstream | undefined;

  constructor(
    readonly harness: AdapterHarness,
    readonly parser: HostParser,
    readonly prefix: string,
    readonly patienceMs: number,
  ) {}

  /** Whether the framework's parser reads a delivery before the adapter does. */
  get hostReads(): boolean {
    return this.harness.webhookBody === "host" && this.parser !== "none";
  }

  async upstream(): Promise<Upstream> {
    if (this.#upstream === undefined) {
      const upstream = await startUpstream(API_KEY);
      this.#upstream = upstream;
      this.#ends.push(() => upstream.close());
    }
    return this.#upstream;
  }

  /** Starts the app with one webhook at {@link PATH}, or with the mounts in `setup`. */
  async start(webhook: WebhookReceiverOptions, setup: Partial<AppSetup> = {}): Promise<RunningApp> {
    const app = await this.harness.start({
      parser: this.parser,
      prefix: this.prefix,
      sendo: { apiKey: API_KEY, baseUrl: "https://127.0.0.1:9" },
      webhooks: [{ path: PATH, options: webhook }],
      accounts: {},
      tenants: {},
      tenantOf: (header) => header,
      pausesBody: false,
      scopedGlobals: false,
      errorReplies: false,
      ...setup,
    });
    let closed: Promise<void> | undefined;
    this.#app = {
      url: app.url,
      get client() {
        return app.client;
      },
      clientOf: (account) => app.clientOf(account),
      close: () => (closed ??= app.close()),
    };
    this.#ends.unshift(() => this.app.close());
    return this.#app;
  }

  get app(): RunningApp {
    if (this.#app === undefined) throw new Error("no app was started");
    return this.#app;
  }

  call(path: string, call: Omit<HttpCall, "patienceMs"> = {}): Promise<HttpAnswer> {
    return httpCall(this.app.url + this.prefix + path, { ...call, patienceMs: this.patienceMs });
  }

  /** Posts JSON to one of the app's own routes. */
  post(
    path: string,
    value: unknown,
    { signal, headers: more }: { signal?: AbortSignal; headers?: Record<string, string> } = {},
  ): Promise<HttpAnswer> {
    const headers = { "content-type": "application/json", ...more };
    return this.call(path, { headers, body: JSON.stringify(value), ...(signal && { signal }) });
  }

  /** Delivers an event as Sendo does: a POST request with a JSON body and the token header. */
  deliver(event: ReturnType<typeof incomingEvent> | string, change: Partial<HttpCall> & { path?: string } = {}) {
    const { path = PATH, headers = { [TOKEN_HEADER]: TOKEN }, ...call } = change;
    return this.call(path, {
      ...(call.chunks === undefined && { body: typeof event === "string" ? event : JSON.stringify(event) }),
      ...call,
      headers: { "content-type": "application/json", ...headers },
    });
  }

  /** Registers `end`, which stops something that the case started. `end` is called before the app is closed. */
  finally(end: () => Promise<void>): void {
    this.#ends.unshift(end);
  }

  async cleanUp(): Promise<void> {
    for (const end of this.#ends) await end();
  }
}

/** Checks that a response matches the expected one, without normalizing it. */
export function expectReply(answer: HttpAnswer, expected: ExpectedReply): void {
  if (typeof expected.body === "string") {
    expect({ httpStatus: answer.httpStatus, body: answer.body }).toEqual({
      httpStatus: expected.httpStatus,
      body: expected.body,
    });
  } else {
    expect(answer.httpStatus).toBe(expected.httpStatus);
    expect(answer.body).toMatch(expected.body);
  }
}

/** A message sent through the app's own client. */
export const MESSAGE = { to: "+12065550187", body: "Your table is ready c4n4ry", campaign: "U7fQ39nX" } as const;

/** Whether the client rejects calls because it is closed. */
export async function isClosed(client: SendoClient): Promise<boolean> {
  try {
    await client.messages.send(MESSAGE);
    return false;
  } catch (error) {
    return (error as { code?: unknown }).code === "client_closed";
  }
}
