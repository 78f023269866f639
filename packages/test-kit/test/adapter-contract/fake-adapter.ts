import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import {
  createWebhookReceiver,
  memoryDedupe,
  Sendo,
  type SendoOptions,
  type WebhookReceiverOptions,
} from "@sendo/core";
import { errorReply, readNodeBody, toHttpRequest, writeReply, type HttpRequestLike } from "@sendo/core/adapter";
import type { AdapterHarness, AppSetup, RunningApp } from "../../src/adapter-contract/index.js";

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
  appText?: (text: unknown) => unknown;
  /** What the host's default error handling answers. */
  unhandled?: (error: unknown) => Reply;
  handled?: (reply: Reply, error: unknown) => Reply;
  lazyClient?: boolean;
  /** Opens further accounts when they are first used. */
  lazyAccounts?: boolean;
  /** Sends every account's texts with the default client. */
  oneClientForAll?: boolean;
  /** All webhooks remember events in one place. */
  sharedMemory?: boolean;
  /** A webhook forgets its events when a sender goes away. */
  forgetsOnHangUp?: boolean;
  /** A text ends with the request that asked for it. */
  abortsWithClient?: boolean;
  /** The shutdown cuts the connections of deliveries. */
  cutsDeliveries?: boolean;
  lazyReceiver?: boolean;
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
  const clientOf = (name: string): Sendo => {
    if (!opened.has(name)) opened.set(name, new Sendo(setup.accounts[name]));
    return opened.get(name)!;
  };
  if (!faults.lazyAccounts) for (const name of Object.keys(setup.accounts)) clientOf(name);
  const memory = faults.sharedMemory ? { dedupe: memoryDedupe() } : {};
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
      const text = (faults.appText?.(value) ?? value) as Parameters<Sendo["messages"]["send"]>[0];
      const account = request.url!.split("/texts/")[1];
      const sender = account === undefined || faults.oneClientForAll ? client() : clientOf(account);
      const { id } = await sender.messages.send(text, { signal: gone.signal });
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
      await Promise.all([...opened.values()].map((account) => account.close()));
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
