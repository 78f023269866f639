import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import {
  createWebhookReceiver,
  memoryDedupeStore,
  Sendo,
  type SendoOptions,
  type WebhookReceiverOptions,
} from "@sendo/core";
import { errorReply, readNodeBody, toHttpRequest, writeReply, type HttpRequestLike } from "@sendo/core/adapter";
import {
  TENANT_HEADER,
  type AdapterHarness,
  type AppSetup,
  type RunningApp,
} from "../../src/adapter-contract/index.js";

/**
 * One way each in which an adapter can go wrong. All `undefined`: the adapter is right.
 */
export interface Faults {
  /** Changes what the receiver sees. */
  convert?: (request: HttpRequestLike, mount: WebhookReceiverOptions, raw: IncomingMessage) => HttpRequestLike;
  /** Changes the options on their way to the receiver. */
  options?: (options: WebhookReceiverOptions) => WebhookReceiverOptions;
  /** Answers itself, before the receiver. */
  before?: (request: HttpRequestLike, raw: IncomingMessage) => Promise<Reply | undefined>;
  /** Every webhook takes the first one's token. */
  firstTokenForAll?: boolean;
  /** Changes what the host's own JSON parser makes of a body. */
  hostJson?: (value: unknown) => unknown;
  /** Changes what the app asks its client to send. */
  appMessage?: (message: unknown) => unknown;
  /** What the host's default error handling answers. */
  unhandled?: (error: unknown) => Reply;
  handled?: (reply: Reply, error: unknown) => Reply;
  lazyClient?: boolean;
  /** Opens further accounts when they are first used. */
  lazyAccounts?: boolean;
  /** Sends every account's messages with the default client, once that client has sent one. */
  staysWithDefault?: boolean;
  /** Sends with the account whose message is in flight, if there is one. */
  inFlightAccountForAll?: boolean;
  /** Sends every tenant's messages with the first one's client. */
  firstTenantForAll?: boolean;
  /** Ends the open calls of further accounts when it closes. */
  cutsAccounts?: boolean;
  /** Closes the clients that were given for further accounts. */
  closesGivenAccounts?: boolean;
  /** A webhook has a receiver for each request, if the framework makes what stands in front of it for each request. */
  receiverPerRequest?: boolean;
  /** All webhooks remember events in one place. */
  sharedMemory?: boolean;
  /** A webhook forgets its events when a sender goes away. */
  forgetsOnHangUp?: boolean;
  /** A message is canceled with the request that sends it. */
  abortsWithClient?: boolean;
  /** Every request that waits for its account gets the one that was looked up last. */
  sharesLookups?: boolean;
  /** The shutdown cuts the connections of deliveries. */
  cutsDeliveries?: boolean;
  lazyReceiver?: boolean;
  /** The shutdown closes the client before the app's jobs have ended. */
  closesBeforeJobs?: boolean;
  close?: (client: Sendo, owned: boolean) => Promise<unknown>;
}

interface Reply {
  readonly httpStatus: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const json = (httpStatus: number, value: unknown): Reply => ({
  httpStatus,
  headers: { "content-type": "application/json" },
  body: JSON.stringify(value),
});
const HOST_400: Reply = { httpStatus: 400, headers: {}, body: "host: bad JSON" };
const HOST_500: Reply = { httpStatus: 500, headers: {}, body: "host: internal error" };

/** An adapter and its framework in one, on nothing but `node:http`. */
export function fakeHarness(faults: Faults = {}): AdapterHarness {
  return {
    webhookBody: "host",
    hasScopedGlobals: true,
    inflates: false,
    hostReplies: { malformedJson: HOST_400, unhandledError: () => HOST_500 },
    start: (setup) => startFake(setup, faults),
  };
}

async function startFake(setup: AppSetup, faults: Faults): Promise<RunningApp> {
  const given = setup.sendo.client;
  let made: Sendo | undefined;
  const client = (): Sendo => (made ??= (given as Sendo | undefined) ?? new Sendo(setup.sendo as SendoOptions));
  if (!faults.lazyClient) client();
  const opened = new Map<string, Sendo>();
  const givenOf = (name: string): Sendo | undefined => setup.accounts[name]?.client as Sendo | undefined;
  const clientOf = (name: string): Sendo => {
    const ofAccount = givenOf(name);
    if (ofAccount !== undefined) return ofAccount;
    if (!opened.has(name)) opened.set(name, new Sendo(setup.accounts[name] as SendoOptions));
    return opened.get(name)!;
  };
  const tenants = new Map<string, Sendo>();
  const tenantOf = (name: string, isKnownAtOnce: boolean): Sendo => {
    const known = faults.firstTenantForAll && isKnownAtOnce ? [...tenants.values()][0] : tenants.get(name);
    const tenant = known ?? new Sendo(setup.tenants[name]);
    tenants.set(name, tenant);
    return tenant;
  };
  let inFlight: Sendo | undefined;
  let lookedUp = "";
  let hasUsedDefault = false;
  if (!faults.lazyAccounts) for (const name of Object.keys(setup.accounts)) clientOf(name);
  const memory = faults.sharedMemory ? { dedupe: memoryDedupeStore() } : {};
  const receiverFor = (options: WebhookReceiverOptions) =>
    createWebhookReceiver({ ...(faults.options?.(options) ?? options), ...memory });
  const mounts = setup.webhooks.map(({ path, options }) => {
    const used = faults.firstTokenForAll ? { ...options, tokens: setup.webhooks[0]!.options.tokens! } : options;
    let receiver = faults.lazyReceiver ? undefined : receiverFor(used);
    return {
      path,
      options: used,
      forget: () => (receiver = undefined),
      receiver: () => (receiver ??= receiverFor(used)),
    };
  });

  const deliveries = new Set<IncomingMessage>();
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<Reply> => {
    if (setup.pausesBody) request.pause();
    const parsed = await parse(request, setup);
    if (parsed === "unreadable") return HOST_400;
    const mount = mounts.find(({ path }) => request.url === setup.prefix + path);
    const gone = new AbortController();
    response.once("close", () => {
      if (response.writableFinished) return;
      if (faults.abortsWithClient) gone.abort();
      if (faults.forgetsOnHangUp) mount?.forget();
    });
    if (mount) {
      deliveries.add(request);
      if (faults.receiverPerRequest && setup.scopedGlobals) mount.forget();
      let like = toHttpRequest(request, parsed.body);
      const early = await faults.before?.(like, request);
      if (early) return early;
      like = faults.convert?.(like, mount.options, request) ?? like;
      return mount.receiver().receive(like);
    }
    let value: unknown = parsed.body;
    if (value === undefined || value instanceof Uint8Array) {
      value = JSON.parse(Buffer.from(value ?? (await readNodeBody(request, 1 << 20))).toString());
    }
    value = faults.hostJson?.(value) ?? value;
    if (request.url === `${setup.prefix}/sum`) {
      const { a, b } = value as { a: number; b: number };
      return json(200, { sum: a + b });
    }
    try {
      const message = (faults.appMessage?.(value) ?? value) as Parameters<Sendo["messages"]["send"]>[0];
      const account = request.url!.split("/messages/")[1];
      const chosen =
        account === undefined || (faults.staysWithDefault && hasUsedDefault) ? client() : clientOf(account);
      hasUsedDefault ||= chosen === client();
      const isTenant = request.url === `${setup.prefix}/tenant/messages`;
      if (isTenant) lookedUp = String(request.headers[TENANT_HEADER]);
      const found = isTenant ? setup.tenantOf(lookedUp) : "";
      const tenant = await found;
      const own = isTenant ? tenantOf(faults.sharesLookups ? lookedUp : tenant, typeof found === "string") : chosen;
      const sender = faults.inFlightAccountForAll && account !== undefined ? (inFlight ??= own) : own;
      const { id } = await sender.messages.send(message, { signal: gone.signal }).finally(() => (inFlight = undefined));
      return json(200, { id });
    } catch (error) {
      const reply = setup.errorReplies && errorReply(error, setup.errorReplies);
      if (!reply) return faults.unhandled?.(error) ?? HOST_500;
      return faults.handled?.(reply, error) ?? reply;
    }
  };

  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    answer(request, response).then(
      (reply) => writeReply(response, reply),
      () => response.destroy(),
    );
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get client() {
      return client();
    },
    clientOf,
    async close() {
      const serverClosed = new Promise((resolve) => server.close(resolve));
      if (faults.cutsDeliveries) for (const { socket } of deliveries) socket.destroy();
      if (faults.closesBeforeJobs && setup.closingJob) await client().close();
      await setup.closingJob?.(client()).catch(() => {});
      const drain = faults.cutsAccounts ? { drainMs: 0 } : {};
      await Promise.all([...opened.values(), ...tenants.values()].map((account) => account.close(drain)));
      if (faults.closesGivenAccounts) {
        await Promise.all(Object.keys(setup.accounts).map(async (name) => givenOf(name)?.close()));
      }
      if (faults.close) await faults.close(client(), given === undefined);
      else if (given === undefined) await client().close();
      await serverClosed;
    },
  };
}

/** The host's parser. */
async function parse(request: IncomingMessage, setup: AppSetup): Promise<{ body?: unknown } | "unreadable"> {
  const isJson = request.headers["content-type"]?.startsWith("application/json") ?? false;
  if (setup.parser === "none" || (setup.parser === "json" && !isJson)) return {};
  const bytes = await readNodeBody(request, 1 << 20);
  if (bytes.byteLength === 0) return {};
  if (setup.parser === "raw") return { body: bytes };
  try {
    return { body: JSON.parse(Buffer.from(bytes).toString()) as unknown };
  } catch {
    return "unreadable";
  }
}
