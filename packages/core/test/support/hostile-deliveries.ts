import { gzipSync } from "node:zlib";
import { isSendoEventType } from "../../src/api/event.js";
import type { HttpRequestLike } from "../../src/http/http.js";
import { webhookEvent } from "../../src/testing/webhook-event.js";

/** A delivery that somebody might make, with what the documented table says to it. */
export interface HostileDelivery {
  readonly request: HttpRequestLike;
  /** The statuses that are right. More than one only where the body itself runs code. */
  readonly statuses: readonly number[];
  /** What it is, for whoever reads a failure. */
  readonly what: string;
}

type Headers = HttpRequestLike["headers"];
interface Part<T> {
  readonly what: string;
  readonly value: T;
}
interface Body extends Part<Pick<HttpRequestLike, "body" | "readBody">> {
  readonly statuses: readonly number[];
}

/** Bytes that a receiver of these deliveries reads at most. */
export const MAX_BODY_BYTES = 2000;

const bytes = (json: string): Uint8Array => Buffer.from(json);
const unread = (read: (maxBytes: number) => Promise<unknown>): Pick<HttpRequestLike, "body" | "readBody"> => ({
  body: undefined,
  readBody: read as (maxBytes: number) => Promise<Uint8Array>,
});
const bodyOf = (length: number): string => `{"type":"x","id":1${" ".repeat(length - 19)}}`.slice(0, length);

/** Deliveries without end, all drawn from `random`. `token` is the right one. */
export function* hostileDeliveries(random: () => number, token: string): Generator<HostileDelivery, never> {
  const below = (count: number): number => Math.floor(random() * count);
  const pick = <T>(values: readonly T[]): T => values[below(values.length)]!;
  const noise = (length: number): string => String.fromCharCode(...Array.from({ length }, () => below(0x10000)));

  const wrongToken = (): string =>
    pick([
      () => token.slice(0, below(token.length)),
      () => token + noise(1),
      () => token.slice(0, 3) + String.fromCharCode(1 + below(30)) + token.slice(4),
      () => token.toLowerCase(),
      () => `${pick([" ", "\t", "\n", "\0", '"', "Bearer ", "\u200b"])}${token}`,
      () => `${token}${pick([" ", ",", ", ", "\r\n", "\0", ";"])}${token}`,
      () => [...token].map((char) => String.fromCharCode(char.charCodeAt(0) + 0xfee0)).join(""),
      () => noise(below(40)),
      () => "🍕".repeat(below(20)),
      () => "x".repeat(below(20_000)),
      () => pick(["", "null", "undefined", "true", "0", "[object Object]", "__proto__", "constructor"]),
    ])();

  const right = (): Part<Headers> => ({
    what: "the right token",
    value: pick<() => Headers>([
      () => ({ "x-webhook-token": token }),
      () => ({ "X-Webhook-Token": token, "content-type": noise(8) }),
      () => ({ "x-webhook-token": [token] }),
      () => Object.assign(Object.create(null) as Headers, { "x-webhook-token": token }),
      () => ({ "x-webhook-token": token, "X-WEBHOOK-TOKEN": undefined }),
      () => JSON.parse(`{"__proto__":{"x-webhook-token":"no"},"x-webhook-token":${JSON.stringify(token)}}`) as Headers,
    ])(),
  });
  const wrong = (): Part<Headers> => ({
    what: "no right token",
    value: pick<() => unknown>([
      () => ({ "x-webhook-token": wrongToken() }),
      () => ({}),
      () => ({ "x-webhook-token": [token, token] }),
      () => ({ "x-webhook-token": [token, ""] }),
      () => ({ "x-webhook-token": [wrongToken(), token] }),
      () => ({ "x-webhook-token": [] }),
      () => ({ "x-webhook-token": token, "X-Webhook-Token": wrongToken() }),
      () => ({ "x-webhook-token": token, "X-Webhook-Token": token }),
      () => ({ "x-webhook-token": { toString: () => token } }),
      () => ({ "x-webhook-token": { 0: token, length: 1 } }),
      () => ({ "x-webhook-token": [[token]] }),
      () => ({ "x-webhook-token": pick([0, true, null, 1n, Symbol("x"), () => token]) }),
      () => Object.create({ "x-webhook-token": token }) as object,
      () => JSON.parse(`{"__proto__":{"x-webhook-token":${JSON.stringify(token)}}}`) as object,
      () => ({ authorization: `Bearer ${token}`, [`x-webhook-token${pick([" ", "\0", "s"])}`]: token }),
      () => ({ "x-webhook-tokеn": token }), // the e is Cyrillic
      () => Object.fromEntries(Array.from({ length: below(300) }, (_, index) => [`x-${index}`, token])),
    ])() as Headers,
  });

  const json = (depth: number): unknown =>
    pick<() => unknown>([
      () => null,
      () => random() < 0.5,
      () => pick([0, -0, 1e308, -1, Number.MAX_SAFE_INTEGER]),
      () => noise(below(12)),
      () => pick(["__proto__", "constructor", "hasOwnProperty", "", "DELIVERED", "toString"]),
      () => (depth === 0 ? [] : Array.from({ length: below(4) }, () => json(depth - 1))),
      () => (depth === 0 ? {} : fields(depth - 1)),
    ])();
  // Parsed, so that __proto__ is an ordinary field.
  const fields = (depth: number): Record<string, unknown> => {
    const names = [
      "id",
      "type",
      "timestamp",
      "message",
      "metadata",
      "status",
      "__proto__",
      "constructor",
      "then",
      noise(2),
    ];
    const entries = Array.from(
      { length: below(5) },
      () => `${JSON.stringify(pick(names))}:${JSON.stringify(json(depth))}`,
    );
    return JSON.parse(`{${entries.join(",")}}`) as Record<string, unknown>;
  };
  const eventType = (): string =>
    pick([
      "message.incoming",
      "message.status",
      "recipient.optout",
      "message.new",
      "",
      "__proto__",
      "toString",
      noise(3),
    ]);
  const event = (): Record<string, unknown> =>
    random() < 0.3
      ? webhookEvent(pick(["message.incoming", "message.status", "recipient.optout"]), { message: fields(2) })
      : typed(fields(3), eventType());
  // Of an unknown type, only what has something else of the envelope is an event.
  const typed = (given: Record<string, unknown>, type: string): Record<string, unknown> =>
    Object.assign(given, { type }, isSendoEventType(type) ? {} : { [pick(["id", "timestamp", "message"])]: json(1) });

  /** One value in every state in which a host can hand it over. */
  const inSomeForm = (json: string): Pick<HttpRequestLike, "body" | "readBody"> =>
    pick<() => Pick<HttpRequestLike, "body" | "readBody">>([
      () => ({ body: json }),
      () => ({ body: bytes(json) }),
      () => ({ body: new Uint8Array(bytes(json)).buffer }),
      () => ({ body: `\uFEFF${json}` }),
      () => ({ body: bytes(`\uFEFF${json}`) }),
    ])();

  const understood = (): Body => {
    const value = event();
    return {
      what: "an event",
      statuses: [200],
      value: random() < 0.3 ? { body: value } : inSomeForm(JSON.stringify(value)),
    };
  };
  const notAnEvent = (): Body => {
    const source = JSON.stringify(event());
    return {
      what: "no event",
      statuses: [400],
      value: pick<() => Pick<HttpRequestLike, "body" | "readBody">>([
        () => inSomeForm(source.slice(0, below(source.length))),
        () =>
          inSomeForm(pick(["", "null", "[]", '[{"type":"x"}]', '"type"', "1", "{}", '{"type":1}', '{"type":null}'])),
        () => inSomeForm(JSON.stringify({ ...event(), type: pick([1, null, [], {}, ["message.incoming"]]) })),
        () => inSomeForm('{"__proto__":{"type":"message.incoming"}}'),
        () => inSomeForm(JSON.stringify({ type: pick(["", "Buffer", "message.new", noise(3)]), data: json(2) })),
        () => inSomeForm("[".repeat(1 + below(3000))),
        () => inSomeForm(`${source}${source}`),
        () => ({ body: Buffer.from(source, "utf16le") }),
        () => ({
          body: Buffer.concat([Buffer.from('{"type":"x","a":"'), Buffer.from([0xff, 0xc0]), Buffer.from('"}')]),
        }),
        () => ({ body: gzipSync(source) }),
        () => ({
          body: pick([undefined, null, true, 0, 1n, Symbol("x"), () => source, /x/, new Date(NaN), new Map()]),
        }),
        () => ({ body: [event()] }),
        () => unread(() => Promise.reject(new Error(pick(["cut", "aborted"])))),
        () => unread(() => Promise.resolve(pick([undefined, null, 7]))),
        () => unread(() => Promise.resolve(new Uint8Array())),
      ])(),
    };
  };
  const sized = (): Body => {
    const length = MAX_BODY_BYTES + pick([-2, -1, 0, 1, 2, 500, 200_000]);
    return {
      what: `${length} bytes`,
      statuses: [length > MAX_BODY_BYTES ? 413 : 200],
      value: unread(async () => bytes(bodyOf(length))),
    };
  };
  /** Objects that no JSON parser makes, but a host could hand over. */
  const alive = (): Body => ({
    what: "an object that bites",
    statuses: [200, 400, 500],
    value: {
      body: pick<() => unknown>([
        () => ({
          get type() {
            throw new Error(token);
          },
        }),
        () => new Proxy({}, { get: () => pick([undefined, "message.incoming", token]) }),
        () => new Proxy({ type: "message.incoming" }, { ownKeys: () => { throw new Error("no keys"); } }), // prettier-ignore
        () => {
          const loop: Record<string, unknown> = { type: eventType() };
          loop.message = loop;
          return loop;
        },
        () => Object.create({ type: "message.incoming" }) as object,
        () => Object.freeze({ type: "message.status", message: Object.freeze({ id: noise(3), status: {} }) }),
      ])(),
    },
  });

  for (;;) {
    const isPost = random() < 0.9;
    const method = isPost
      ? pick(["POST", "POST", "post", "PoSt"])
      : pick(["GET", "PUT", "", "POST ", "PO\0ST", "__proto__", noise(4)]);
    const isProven = random() < 0.5;
    const headers = isProven ? right() : wrong();
    const body = pick([understood, understood, notAnEvent, notAnEvent, sized, alive])();
    const statuses = !isPost ? [405] : isProven ? body.statuses : [401];
    yield {
      request: { method, headers: headers.value, ...body.value },
      statuses,
      what: `${JSON.stringify(method)}, ${headers.what}, ${body.what}`,
    };
  }
}
