import type { IncomingMessage } from "node:http";
import { gunzipSync } from "node:zlib";
import type { HttpRequestLike } from "@sendo/core/adapter";
import { readNodeBody } from "@sendo/core/adapter";
import type { SendoError, WebhookReceiverOptions } from "@sendo/core";
import type { Faults } from "./fake-adapter.js";

const TOKEN = "k3Yw9TbQx27LmPz0";
let deliveries = 0;

const tokenOf = (request: HttpRequestLike) => request.headers["x-webhook-token"] as string | undefined;
const withToken = (request: HttpRequestLike, token: string | undefined): HttpRequestLike => ({
  ...request,
  headers: { ...request.headers, "x-webhook-token": token },
});
/** Changes the bytes that the adapter reads itself. */
const withRead =
  (change: (bytes: Buffer) => Buffer | string) =>
  (request: HttpRequestLike): HttpRequestLike => ({
    ...request,
    readBody: async (maxBytes) => Buffer.from(change(Buffer.from(await request.readBody!(maxBytes)))),
  });
const incoming =
  (wrap: (handle: (...args: unknown[]) => unknown) => (...args: unknown[]) => unknown) =>
  (options: WebhookReceiverOptions): WebhookReceiverOptions => {
    const handle = options.on["message.incoming"] as ((...args: unknown[]) => unknown) | undefined;
    return handle === undefined ? options : { ...options, on: { ...options.on, "message.incoming": wrap(handle) } };
  };
const parsed = (source: string): unknown => {
  try {
    return JSON.parse(source);
  } catch {
    return undefined;
  }
};
async function readWhatThereIs(raw: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of raw) chunks.push(chunk as Buffer);
  } catch {
    // taken for the end
  }
  return Buffer.concat(chunks);
}

async function decodeChunkByChunk(raw: IncomingMessage): Promise<Buffer> {
  let source = "";
  for await (const chunk of raw) source += (chunk as Buffer).toString();
  return Buffer.from(source);
}

/** For each rule of the contract, an adapter that breaks it. Tried with no parser in front. */
export const BROKEN: Readonly<Record<string, Faults>> = {
  "a delivery with the right token reaches the handler unchanged": {
    convert: (request) =>
      request.headers["content-type"] === "application/json" && "content-length" in request.headers
        ? withRead((bytes) => bytes.toString("latin1"))(request)
        : request,
  },
  "a wrong token is rejected even if only its last character differs": {
    convert: (request) => (tokenOf(request) === `${TOKEN.slice(0, -1)}1` ? withToken(request, TOKEN) : request),
  },
  "a missing token is rejected": {
    convert: (request) => (tokenOf(request) === undefined ? withToken(request, TOKEN) : request),
  },
  "a request with two token headers is rejected even if both tokens are right": {
    convert: (request) => withToken(request, tokenOf(request)?.split(",")[0]),
  },
  "two webhooks in one app accept only their own tokens": { firstTokenForAll: true },
  "a wrong token is rejected before the body has arrived": {
    before: async (request, raw) => {
      if (tokenOf(request) === "somebody-else") await readNodeBody(raw, 1 << 20);
      return undefined;
    },
  },
  "the log line for a rejected delivery contains no token": {
    options: ({ logger: _dropped, ...options }) => options,
  },
  "malformed JSON is rejected": {
    convert: withRead((bytes) =>
      bytes[0] === 0x7b && parsed(bytes.toString()) === undefined ? '{"type":"none","id":"x"}' : bytes,
    ),
  },
  "JSON that is not an object is rejected": {
    convert: withRead((bytes) => {
      const value = parsed(bytes.toString());
      return Array.isArray(value) ? JSON.stringify(value[0]) : bytes;
    }),
  },
  "JSON that is not an event is rejected": {
    convert: withRead((bytes) => (bytes.includes("url_verification") ? '{"type":"x","id":"y"}' : bytes)),
  },
  "a Buffer that was serialized as JSON is read as the event that it contains": {
    convert: withRead((bytes) => (bytes.includes('"Buffer"') ? '{"type":"Buffer","id":"x"}' : bytes)),
  },
  "an event of an unknown type is accepted and passed to onUnknown": {
    options: ({ onUnknown: _dropped, ...options }) => options,
  },
  "a body over 256 KiB is rejected if the adapter reads it, and accepted if the framework has already read it": {
    options: (options) => ({ ...options, maxBodyBytes: 1 << 20 }),
    convert: (request) => ({
      ...request,
      readBody: () => request.readBody!("content-length" in request.headers ? 1 << 20 : 256 * 1024),
    }),
  },
  "a method other than POST is rejected, and the response's Allow header is POST": {
    convert: (request) => (request.method === "PUT" ? { ...request, method: "POST" } : request),
  },
  "if a handler throws, the response is the same 500 for every error, and the next delivery runs the handler again": {
    options: incoming((handle) => (...args) => {
      try {
        return handle(...args);
      } catch {
        return undefined; // swallowed
      }
    }),
  },
  "the response is 500 if the handler's promise or Observable fails, and 200 if its Observable completes": {
    options: incoming((handle) => async (...args) => {
      const returned = await handle(...args);
      return typeof returned === "object" ? undefined : returned;
    }),
  },
  "the handler runs once for an event that is delivered twice": {
    convert: withRead((bytes) => bytes.toString().replaceAll("twice", `number-${(deliveries += 1)}`)),
  },
  "the response is sent after the handler finishes": {
    // Only for a moment, so that what fails at once is still heard.
    options: incoming(
      (handle) =>
        (...args) =>
          Promise.race([handle(...args), new Promise((resolve) => setImmediate(resolve))]),
    ),
  },
  "the content type is ignored": {
    before: async ({ method, headers }) =>
      method === "POST" && !/json/i.test(headers["content-type"] as string)
        ? { httpStatus: 415, headers: {}, body: "" }
        : undefined,
  },
  "a delivery whose sender disconnects while sending the body is ignored": {
    convert: (request, _mount, raw) =>
      request.headers["content-length"] === "100000" ? { ...request, readBody: () => readWhatThereIs(raw) } : request,
  },
  "the framework's own JSON parsing is not changed": {
    hostJson: (value) => Object.fromEntries(Object.entries(value as object).map(([key, v]) => [key, String(v)])),
  },
  "the app can send messages with the adapter's client": {
    appMessage: (message) => ({ ...(message as object), body: "Other words" }),
  },
  "an unhandled Sendo error produces a plain 500 response that reveals nothing to the app's client": {
    unhandled: (error) => ({ httpStatus: 500, headers: {}, body: (error as SendoError).detail ?? "" }),
  },
  "the adapter's optional error responses match core's": {
    handled: (reply, error) => ({ ...reply, httpStatus: (error as SendoError).httpStatus ?? reply.httpStatus }),
  },
  "startup fails if the API key is missing, and the error names the variable to set": { lazyClient: true },
  "startup fails if the webhook token is missing, and the error names the variable to set": { lazyReceiver: true },
  "closing waits for a send that is in flight": {
    close: async (client, owned) => (owned ? client.close({ drainMs: 0 }) : undefined),
  },
  "a job that is running when the app closes can still send messages": { closesBeforeJobs: true },
  "closing the adapter closes the client that it created": { close: async () => {} },
  "closing the adapter does not close a client that was passed in": { close: (client) => client.close() },
  "HEAD, OPTIONS and PATCH are rejected too; the response to HEAD has no body": {
    before: async ({ method }) => (method === "OPTIONS" ? { httpStatus: 204, headers: {}, body: "" } : undefined),
  },
  "a chunked body is assembled even if a chunk ends in the middle of a character": {
    convert: (request, _mount, raw) =>
      "transfer-encoding" in raw.headers ? { ...request, readBody: () => decodeChunkByChunk(raw) } : request,
  },
  "a chunked body over 256 KiB is rejected if the adapter reads it, and accepted if the framework has already read it":
    {
      convert: (request, _mount, raw) =>
        "transfer-encoding" in raw.headers
          ? { ...request, readBody: async () => (await readWhatThereIs(raw)).subarray(0, 256 * 1024) }
          : request,
    },
  "a compressed body is accepted if the framework has decompressed it, and otherwise rejected": {
    convert: (request) =>
      request.headers["content-encoding"] === "gzip"
        ? withRead((bytes) => (bytes[0] === 0x1f ? gunzipSync(bytes) : bytes))(request)
        : request,
  },
  "reads the body of a request that middleware has paused": {
    before: async (_request, raw) => (raw.isPaused() ? { httpStatus: 500, headers: {}, body: "" } : undefined),
  },
  "the content type is case-insensitive, and a quoted charset is accepted": {
    before: async ({ headers }) =>
      headers["content-type"]?.includes("UTF-8") ? { httpStatus: 415, headers: {}, body: "" } : undefined,
  },
  "a delivery with the header Expect: 100-continue receives 100 Continue": {
    before: async ({ headers }) =>
      headers.expect === undefined ? undefined : { httpStatus: 417, headers: {}, body: "" },
  },
  "many extra headers are accepted, and a very long wrong token is rejected as usual": {
    before: async (request) =>
      (tokenOf(request)?.length ?? 0) > 4096 ? { httpStatus: 431, headers: {}, body: "" } : undefined,
  },
  "a connection is reused after a rejected request whose body was never read": {
    before: async (request) =>
      tokenOf(request) === "somebody-else"
        ? { httpStatus: 401, headers: { connection: "close" }, body: '{"error":"unauthorized"}' }
        : undefined,
  },
  "with several accounts, each sends with its own key, and closing the app closes all their clients": {
    staysWithDefault: true,
  },
  "while one account's message is in flight, another account sends with its own key": {
    inFlightAccountForAll: true,
  },
  "an app that picks the account per request sends each message from that request's account": {
    firstTenantForAll: true,
  },
  "after an asynchronous account lookup, each request's message is sent from that request's account": {
    sharesLookups: true,
  },
  "closing waits for all accounts' in-flight messages": { cutsAccounts: true },
  "with several accounts, closing the adapter does not close clients that were passed in": {
    closesGivenAccounts: true,
  },
  "a webhook has one receiver even if the framework creates global components for each request": {
    receiverPerRequest: true,
  },
  "startup fails if one account's key is missing, even if the other accounts have keys": { lazyAccounts: true },
  "a webhook that is mounted twice has two dedupe stores, so each mount handles each event once": {
    sharedMemory: true,
  },
  "the handler keeps running when the sender disconnects, and the event is not handled again": {
    forgetsOnHangUp: true,
  },
  "a message is still sent if the client disconnects from the app": { abortsWithClient: true },
  "closing waits for a running handler and for the response to its delivery": { cutsDeliveries: true },
};
