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
const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
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

async function readTextByText(raw: IncomingMessage): Promise<Buffer> {
  let text = "";
  for await (const chunk of raw) text += (chunk as Buffer).toString();
  return Buffer.from(text);
}

/** For each rule of the contract, an adapter that breaks it. Tried with no parser in front. */
export const BROKEN: Readonly<Record<string, Faults>> = {
  "a delivery with the right token reaches the handler as it was sent": {
    convert: (request) =>
      request.headers["content-type"] === "application/json" && "content-length" in request.headers
        ? withRead((bytes) => bytes.toString("latin1"))(request)
        : request,
  },
  "a wrong token is refused, though it differs in its last character only": {
    convert: (request) => (tokenOf(request) === `${TOKEN.slice(0, -1)}1` ? withToken(request, TOKEN) : request),
  },
  "a missing token is refused": {
    convert: (request) => (tokenOf(request) === undefined ? withToken(request, TOKEN) : request),
  },
  "a token that is sent twice is refused, though both are right": {
    convert: (request) => withToken(request, tokenOf(request)?.split(",")[0]),
  },
  "two webhooks in one app take each its own token, and not the other's": { firstTokenForAll: true },
  "a wrong token is refused before the body has arrived": {
    before: async (request, raw) => {
      if (tokenOf(request) === "somebody-else") await readNodeBody(raw, 1 << 20);
      return undefined;
    },
  },
  "a refused delivery is told to the app's logger, without any token": {
    options: ({ logger: _dropped, ...options }) => options,
  },
  "malformed JSON is refused": {
    convert: withRead((bytes) =>
      bytes[0] === 0x7b && parsed(bytes.toString()) === undefined ? '{"type":"none","id":"x"}' : bytes,
    ),
  },
  "JSON that is not an object is refused": {
    convert: withRead((bytes) => {
      const value = parsed(bytes.toString());
      return Array.isArray(value) ? JSON.stringify(value[0]) : bytes;
    }),
  },
  "JSON that is not an event is refused": {
    convert: withRead((bytes) => (bytes.includes("url_verification") ? '{"type":"x","id":"y"}' : bytes)),
  },
  "a Buffer that went through JSON is heard as the event in it": {
    convert: withRead((bytes) => (bytes.includes('"Buffer"') ? '{"type":"Buffer","id":"x"}' : bytes)),
  },
  "an unknown type is taken, and goes to onUnknown": { options: ({ onUnknown: _dropped, ...options }) => options },
  "a body over 256 KiB is refused where the adapter reads it; a body that the host took is the host's business": {
    options: (options) => ({ ...options, maxBodyBytes: 1 << 20 }),
    convert: (request) => ({
      ...request,
      readBody: () => request.readBody!("content-length" in request.headers ? 1 << 20 : 256 * 1024),
    }),
  },
  "another method than POST is refused, and POST is named": {
    convert: (request) => (request.method === "PUT" ? { ...request, method: "POST" } : request),
  },
  "a handler that throws gives 500 with constant text, and the next delivery runs it again": {
    options: incoming((handle) => (...args) => {
      try {
        return handle(...args);
      } catch {
        return undefined; // swallowed
      }
    }),
  },
  "a handler whose promise or Observable fails gives 500, and one whose Observable completes gives 200": {
    options: incoming((handle) => async (...args) => {
      const returned = await handle(...args);
      return typeof returned === "object" ? undefined : returned;
    }),
  },
  "an event that is delivered twice runs its handler once": {
    convert: withRead((bytes) => bytes.toString().replaceAll("twice", `number-${(deliveries += 1)}`)),
  },
  "the reply waits for the handler": {
    // Only for a moment, so that what fails at once is still heard.
    options: incoming(
      (handle) =>
        (...args) =>
          Promise.race([handle(...args), new Promise((resolve) => setImmediate(resolve))]),
    ),
  },
  "the content type does not matter": {
    before: async ({ method, headers }) =>
      method === "POST" && !/json/i.test(headers["content-type"] as string)
        ? { httpStatus: 415, headers: {}, body: "" }
        : undefined,
  },
  "a sender that goes away in the middle of its body is not heard, and does no harm": {
    convert: (request, _mount, raw) =>
      request.headers["content-length"] === "100000" ? { ...request, readBody: () => readWhatThereIs(raw) } : request,
  },
  "the host's own JSON parsing is as it was": {
    hostJson: (value) => Object.fromEntries(Object.entries(value as object).map(([key, v]) => [key, String(v)])),
  },
  "the app's code sends with the adapter's client": {
    appText: (text) => ({ ...(text as object), body: "Other words" }),
  },
  "a Sendo error that the app does not handle is a plain 500 that tells the app's client nothing": {
    unhandled: (error) => ({ httpStatus: 500, headers: {}, body: (error as SendoError).detail ?? "" }),
  },
  "the adapter's error replies, where the app asks for them, are core's": {
    handled: (reply, error) => ({ ...reply, httpStatus: (error as SendoError).httpStatus ?? reply.httpStatus }),
  },
  "a missing key fails at start, and says which variable to set": { lazyClient: true },
  "a missing webhook token fails at start, and says which variable to set": { lazyReceiver: true },
  "closing while a send is in flight waits for it": {
    close: async (client, owned) => (owned ? client.close({ drainMs: 0 }) : undefined),
  },
  "a job that still runs while the app closes can send": { closesBeforeJobs: true },
  "closing closes the client that the adapter opened": { close: async () => {} },
  "closing leaves a client alone that the adapter was given": { close: (client) => client.close() },
  "HEAD, OPTIONS and PATCH are refused too, HEAD without a body": {
    before: async ({ method }) => (method === "OPTIONS" ? { httpStatus: 204, headers: {}, body: "" } : undefined),
  },
  "a body in chunks of unsaid length is put together, though one ends inside a letter": {
    convert: (request, _mount, raw) =>
      "transfer-encoding" in raw.headers ? { ...request, readBody: () => readTextByText(raw) } : request,
  },
  "a body in chunks is refused when it gets too long, where the adapter reads it": {
    convert: (request, _mount, raw) =>
      "transfer-encoding" in raw.headers
        ? { ...request, readBody: async () => (await readWhatThereIs(raw)).subarray(0, 256 * 1024) }
        : request,
  },
  "a compressed body is heard where the host has undone it, and is refused where nobody has": {
    convert: (request) =>
      request.headers["content-encoding"] === "gzip"
        ? withRead((bytes) => (bytes[0] === 0x1f ? gunzipSync(bytes) : bytes))(request)
        : request,
  },
  "a body that something in front has paused is read": {
    before: async (_request, raw) => (raw.isPaused() ? { httpStatus: 500, headers: {}, body: "" } : undefined),
  },
  "the content type may name its charset in any spelling": {
    before: async ({ headers }) =>
      headers["content-type"]?.includes("UTF-8") ? { httpStatus: 415, headers: {}, body: "" } : undefined,
  },
  "a delivery that waits for 100 Continue is told to go on": {
    before: async ({ headers }) =>
      headers.expect === undefined ? undefined : { httpStatus: 417, headers: {}, body: "" },
  },
  "many headers change nothing, nor does a token of eight thousand letters": {
    before: async (request) =>
      (tokenOf(request)?.length ?? 0) > 4096 ? { httpStatus: 431, headers: {}, body: "" } : undefined,
  },
  "a connection goes on being used after a refusal, whose body was never read": {
    before: async (request) =>
      tokenOf(request) === "somebody-else"
        ? { httpStatus: 401, headers: { connection: "close" }, body: '{"error":"unauthorized"}' }
        : undefined,
  },
  "each of several accounts sends with its own key, and each is closed": { staysWithDefault: true },
  "while one account's message is in flight, another account's message goes out with its own key": {
    inFlightAccountForAll: true,
  },
  "an app that chooses the account by the request sends each message with the account of its own request": {
    firstTenantForAll: true,
  },
  "an app that looks the account up asynchronously sends each message with the account of its own request": {
    sharesLookups: true,
  },
  "closing waits for the messages that are in flight in every account": { cutsAccounts: true },
  "closing leaves the clients alone that were given for several accounts": { closesGivenAccounts: true },
  "a webhook has one receiver, though the framework makes what stands in front of it for each request": {
    receiverPerRequest: true,
  },
  "one account's missing key fails at start, though the others have theirs": { lazyAccounts: true },
  "a webhook that is mounted twice has two memories: each mount handles an event of its own": { sharedMemory: true },
  "a sender that goes away while its event is handled does not end the handler, and the event is not handled again": {
    forgetsOnHangUp: true,
  },
  "a client of the app's that goes away does not end its text": { abortsWithClient: true },
  "closing while an event is handled waits for the handler, and its delivery is answered": { cutsDeliveries: true },
};
